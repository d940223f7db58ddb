import { Modal } from "antd";
import { useWords } from "@/i18n";
import type { TextKey } from "@/i18n";

export const shortcuts: [string[], TextKey][] = [
  [["Ctrl / ⌘", "K"], "keys.search"],
  [["C"], "keys.create"],
  [["↑", "↓"], "keys.rows"],
  [["Enter"], "keys.open"],
  [["E"], "keys.edit"],
  [["N"], "keys.note"],
  [["J"], "keys.next"],
  [["K"], "keys.previous"],
  [["Ctrl / ⌘", "S"], "keys.save"],
  [["?"], "keys.help"],
];

export function ShortcutList() {
  const { t } = useWords();
  return (
    <dl className="tw-keys">
      {shortcuts.map(([keys, name]) => (
        <div key={name}><dt>{keys.map((key) => <kbd key={key}>{key}</kbd>)}</dt><dd>{t(name)}</dd></div>
      ))}
    </dl>
  );
}

export function ShortcutsDialog({ onClose }: { onClose: () => void }) {
  const { t } = useWords();
  return <Modal open width={440} title={t("shell.shortcuts")} footer={null} onCancel={onClose}><ShortcutList /></Modal>;
}

import { App, Input, Modal } from "antd";
import { useId, useState } from "react";
import { ApiProblem, send } from "@/api/client";
import { useWords } from "@/i18n";
import { messageOf } from "@/ui/states";

export function PasswordDialog({ onClose }: { onClose: () => void }) {
  const { t } = useWords();
  const { message } = App.useApp();
  const id = useId();
  const [current, setCurrent] = useState("");
  const [next, setNext] = useState("");
  const [problem, setProblem] = useState<string>();
  const [saving, setSaving] = useState(false);
  const save = async () => {
    setSaving(true);
    try {
      await send("auth/password", { method: "POST", body: { current, new: next } });
      void message.success(t("password.changed"));
      onClose();
    } catch (error) {
      const first = error instanceof ApiProblem ? error.problems[0]?.message : undefined;
      setProblem(first ?? messageOf(error));
    } finally {
      setSaving(false);
    }
  };
  return (
    <Modal open width={400} title={t("password.title")} okText={t("save")} cancelText={t("cancel")} onCancel={onClose} onOk={() => void save()} okButtonProps={{ loading: saving, disabled: !current || !next }}>
      {problem && <p className="tw-problem" role="alert">{problem}</p>}
      <div className="tw-field"><label className="tw-label" htmlFor={`${id}-current`}>{t("password.current")}</label><Input.Password id={`${id}-current`} autoComplete="current-password" value={current} onChange={(event) => setCurrent(event.target.value)} /></div>
      <div className="tw-field"><label className="tw-label" htmlFor={`${id}-new`}>{t("password.new")}</label><Input.Password id={`${id}-new`} autoComplete="new-password" value={next} onChange={(event) => setNext(event.target.value)} /></div>
    </Modal>
  );
}

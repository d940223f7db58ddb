import { Button, Popover, Segmented } from "antd";
import { useState } from "react";
import { Link, useNavigate } from "react-router";
import { useWords } from "@/i18n";
import { useAppearance } from "../appearance";
import type { Density, Mode } from "../appearance";
import { PasswordDialog } from "./password_dialog";
import { rememberSignIn, signOut, useMe } from "../session";

function Panel({ onClose, onPassword }: { onClose: () => void; onPassword: () => void }) {
  const { t } = useWords();
  const me = useMe();
  const { mode, density, setMode, setDensity } = useAppearance();
  const navigate = useNavigate();
  const leave = async () => {
    rememberSignIn(false);
    await navigate("/sign-in");
    await signOut(); // what is kept in memory goes when the next person signs in
  };
  const modes: { value: Mode; label: string }[] = [
    { value: "light", label: t("appearance.light") }, { value: "dark", label: t("appearance.dark") }, { value: "system", label: t("appearance.system") },
  ];
  const densities: { value: Density; label: string }[] = [
    { value: "compact", label: t("appearance.compact") }, { value: "comfortable", label: t("appearance.comfortable") },
  ];
  return (
    <div className="tw-user-panel">
      <p className="tw-user-name">{me.name}</p>
      <p className="tw-faint">{me.email} · {me.company.name}</p>
      <Segmented<Mode> block size="small" value={mode} options={modes} onChange={setMode} aria-label={t("appearance.mode")} />
      <Segmented<Density> block size="small" value={density} options={densities} onChange={setDensity} aria-label={t("appearance.density")} />
      <div className="tw-user-links">
        <Link to="/help" onClick={onClose}>{t("help.title")}</Link>
        <button type="button" onClick={onPassword}>{t("password.title")}</button>
        <button type="button" onClick={() => void leave()}>{t("sign_out")}</button>
      </div>
    </div>
  );
}

/** One character for a Chinese name's given part, two initials for a Latin one. */
const initials = (name: string) => (/[\p{Script=Han}]/u.test(name)
  ? name.slice(-1)
  : name.split(/\s+/).map((part) => part[0] ?? "").join("").slice(0, 2).toUpperCase());

export function UserMenu() {
  const { t } = useWords();
  const me = useMe();
  const [open, setOpen] = useState(false);
  const [changing, setChanging] = useState(false);
  return (
    <>
      <Popover trigger="click" placement="bottomRight" open={open} onOpenChange={setOpen} content={<Panel onClose={() => setOpen(false)} onPassword={() => { setOpen(false); setChanging(true); }} />}>
        <Button type="text" className="tw-avatar" aria-label={t("shell.user", { name: me.name })}><span aria-hidden="true">{initials(me.name)}</span></Button>
      </Popover>
      {changing && <PasswordDialog onClose={() => setChanging(false)} />}
    </>
  );
}

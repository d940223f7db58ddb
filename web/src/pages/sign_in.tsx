import { Button, Input } from "antd";
import { useQueryClient } from "@tanstack/react-query";
import { useId, useState } from "react";
import { useNavigate, useSearchParams } from "react-router";
import { ApiProblem } from "@/api/client";
import type { Me } from "@/api/types";
import { signIn } from "@/app/session";
import { useTitle } from "@/app/title";
import { changeLanguage, useWords } from "@/i18n";
import { LanguageSwitch } from "@/ui/language_switch";
import { messageOf } from "@/ui/states";

/** Only paths of this site: `next=//elsewhere` leads home. */
export const safeNext = (next: string | null) => (next && /^\/(?![/\\])/.test(next) && !next.startsWith("/sign-in") ? next : "/");

function SignInForm() {
  const { t } = useWords();
  const id = useId();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [parameters] = useSearchParams();
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  const enter = async (as: { email: string; password: string }) => {
    setBusy(true);
    setProblem(undefined);
    try {
      const me: Me = await signIn(as.email.trim(), as.password);
      client.clear();
      client.setQueryData(["me"], me);
      if (me.language && !localStorage.getItem("tradewind.language")) changeLanguage(me.language);
      void navigate(safeNext(parameters.get("next")), { replace: true });
    } catch (error) {
      setProblem(error instanceof ApiProblem && error.status === 401 ? t("sign_in.wrong") : messageOf(error));
      setBusy(false);
    }
  };
  return (
    <form className="tw-sign-form" onSubmit={(event) => { event.preventDefault(); if (email && password) void enter({ email, password }); }}>
      <h1>{t("sign_in.title")}</h1>
      {problem && <p className="tw-alert" role="alert">{problem}</p>}
      <label htmlFor={`${id}-email`} className="tw-label">{t("sign_in.email")}</label>
      <Input id={`${id}-email`} size="large" type="email" autoComplete="username" autoFocus value={email} onChange={(event) => setEmail(event.target.value)} />
      <label htmlFor={`${id}-password`} className="tw-label">{t("sign_in.password")}</label>
      <Input.Password id={`${id}-password`} size="large" autoComplete="current-password" value={password} onChange={(event) => setPassword(event.target.value)} />
      <Button type="primary" size="large" block htmlType="submit" loading={busy}>{t("sign_in.enter")}</Button>
    </form>
  );
}

export default function SignInPage() {
  const { t } = useWords();
  useTitle(t("sign_in.title"));
  return (
    <div className="tw-sign-in">
      <aside className="tw-sign-side" aria-hidden="true">
        <div className="tw-sign-brand"><img src="/icon.svg" alt="" width={44} height={44} /><span>{t("brand")}</span></div>
        <p className="tw-sign-claim">{t("sign_in.claim")}</p>
        <svg viewBox="0 0 600 260" className="tw-sign-wind"><path d="M-20 70 C 120 20 200 130 340 80 S 520 40 640 70" /><path d="M-20 120 C 140 70 220 180 360 130 S 540 90 640 120" /><path d="M-20 170 C 160 120 240 230 380 180 S 560 140 640 170" /><path d="M-20 220 C 180 170 260 280 400 230 S 580 190 640 220" /></svg>
      </aside>
      <main className="tw-sign-main">
        <div className="tw-sign-language"><LanguageSwitch /></div>
        <div className="tw-sign-box"><SignInForm /></div>
      </main>
    </div>
  );
}

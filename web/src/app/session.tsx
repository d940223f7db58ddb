// Who is signed in. Known from `auth/me`; a mark in local storage spares strangers a request that must fail.
import { createContext, useContext } from "react";
import { get, send } from "@/api/client";
import type { Language, Me } from "@/api/types";

const markKey = "tradewind.signed_in";
export const wasSignedIn = () => localStorage.getItem(markKey) === "yes";
export const rememberSignIn = (signedIn: boolean) => {
  if (signedIn) localStorage.setItem(markKey, "yes"); else localStorage.removeItem(markKey);
};

export const loadMe = () => get<Me>("auth/me");

export async function signIn(email: string, password: string): Promise<Me> {
  const { data } = await send<Me>("auth/login", { method: "POST", body: { email, password } });
  rememberSignIn(true);
  return data;
}

export async function signOut(): Promise<void> {
  rememberSignIn(false);
  await send("auth/logout", { method: "POST" }).catch(() => undefined);
}

export const saveLanguage = (language: Language) => send("auth/me", { method: "PATCH", body: { language } });

export const MeContext = createContext<Me | null>(null);
export function useMe(): Me {
  const me = useContext(MeContext);
  if (!me) throw new Error("nobody is signed in around this component");
  return me;
}

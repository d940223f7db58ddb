import { useMemo } from "react";
import { useMe } from "@/app/session";
import type { Environment } from "@/expression";

/** What `@me` and `@today` mean for the person at the screen. */
export function useEnvironment(): Environment {
  const me = useMe();
  return useMemo(() => ({ me: me.id, today: me.today ?? new Date().toISOString().slice(0, 10) }), [me.id, me.today]);
}

// Everything behind the door: knows who is there and what there is, or leads to the sign-in.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { Navigate, useLocation, useNavigate } from "react-router";
import { CatalogueContext, loadCatalogue } from "@/api/catalogue";
import { ApiProblem, setSignedOutHandler } from "@/api/client";
import { useWords } from "@/i18n";
import { ErrorState } from "@/ui/states";
import { JobsProvider } from "./jobs";
import { loadMe, MeContext, rememberSignIn, wasSignedIn } from "./session";
import { Shell } from "./shell/shell";

export const signInPath = (from: string) => (from === "/" ? "/sign-in" : `/sign-in?next=${encodeURIComponent(from)}`);

function useSession(allowed: boolean) {
  const options = { enabled: allowed, staleTime: 300_000, refetchOnWindowFocus: false };
  const me = useQuery({ queryKey: ["me"], queryFn: loadMe, ...options });
  const catalogue = useQuery({ queryKey: ["catalogue"], queryFn: loadCatalogue, ...options, structuralSharing: false });
  return { me, catalogue };
}

export function SignedIn() {
  const { t } = useWords();
  const location = useLocation();
  const navigate = useNavigate();
  const client = useQueryClient();
  const allowed = wasSignedIn();
  const { me, catalogue } = useSession(allowed);
  const here = location.pathname + location.search;

  useEffect(() => {
    setSignedOutHandler(() => {
      rememberSignIn(false);
      void client.cancelQueries();
      void navigate(signInPath(window.location.pathname + window.location.search), { replace: true });
    });
    return () => setSignedOutHandler(() => {});
  }, [client, navigate]);

  const error = me.error ?? catalogue.error;
  if (!allowed || (error instanceof ApiProblem && error.status === 401)) {
    rememberSignIn(false);
    return <Navigate to={signInPath(here)} replace />;
  }
  if (error) {
    return <main className="tw-boot"><ErrorState error={error} onRetry={() => { void me.refetch(); void catalogue.refetch(); }} /></main>;
  }
  if (!me.data || !catalogue.data) {
    return <main className="tw-boot" aria-busy="true"><span className="tw-boot-mark" aria-hidden="true" /><span className="tw-hidden" role="status">{t("loading")}</span></main>;
  }
  return (
    <MeContext value={me.data}>
      <CatalogueContext value={catalogue.data}>
        <JobsProvider><Shell /></JobsProvider>
      </CatalogueContext>
    </MeContext>
  );
}

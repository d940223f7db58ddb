// The providers in dependency order, outermost first.
import { App as AntApp } from "antd";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "react-router/dom";
import { ApiProblem } from "@/api/client";
import "@/i18n";
import { AppearanceProvider } from "./appearance";
import { ErrorBoundary } from "./error_boundary";
import { router } from "./router";

const client = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      refetchOnWindowFocus: true,
      // What the server refused stays refused; a lost connection or a full queue deserves a second try.
      retry: (failures, error) =>
        failures < 2 && error instanceof ApiProblem && (error.status === 0 || error.status === 503),
    },
  },
});

export function Application() {
  return (
    <QueryClientProvider client={client}>
      <AppearanceProvider>
        <AntApp className="tw-app" message={{ maxCount: 3 }}>
          <ErrorBoundary>
            <RouterProvider router={router} />
          </ErrorBoundary>
        </AntApp>
      </AppearanceProvider>
    </QueryClientProvider>
  );
}

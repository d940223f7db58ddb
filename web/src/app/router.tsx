// Addresses. Records live at /<set> and /<set>/<id>; the words below are pages and come first.
import { createBrowserRouter } from "react-router";
import type { ComponentType } from "react";
import { RouteError } from "./error_boundary";
import { SignedIn } from "./signed_in";

const page = (load: () => Promise<{ default: ComponentType }>) => ({
  lazy: async () => ({ Component: (await load()).default }),
});

export const router = createBrowserRouter([
  { path: "/sign-in", errorElement: <RouteError />, hydrateFallbackElement: <></>, ...page(() => import("@/pages/sign_in")) },
  {
    path: "/",
    element: <SignedIn />,
    errorElement: <RouteError />,
    hydrateFallbackElement: <></>,
    children: [
      {
        errorElement: <RouteError />,
        children: [
          { index: true, ...page(() => import("@/pages/workbench")) },
          { path: "workbench", ...page(() => import("@/pages/workbench")) },
          { path: "import", ...page(() => import("@/pages/import")) },
          { path: "analytics/classes", ...page(() => import("@/pages/classes")) },
          { path: "areas/:module", ...page(() => import("@/pages/area")) },
          { path: "help", ...page(() => import("@/pages/help")) },
          { path: ":set", ...page(() => import("@/records/list/list_page")) },
          { path: ":set/new", ...page(() => import("@/records/form/create_page")) },
          { path: ":set/:id", ...page(() => import("@/records/record/record_page")) },
          { path: "*", ...page(() => import("@/pages/not_found")) },
        ],
      },
    ],
  },
]);

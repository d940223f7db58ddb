import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { guardHtmlSinks } from "./app/trusted_types";
import { Application } from "./app/application";
import "./styles/base.css";
import "./styles/shell.css";
import "./styles/ui.css";

guardHtmlSinks();
const root = document.getElementById("root");
if (root) createRoot(root).render(<StrictMode><Application /></StrictMode>);

import hooks from "eslint-plugin-react-hooks";
import tseslint from "typescript-eslint";

export default tseslint.config(
  { ignores: ["dist", "node_modules"] },
  ...tseslint.configs.recommended,
  {
    files: ["src/**/*.{ts,tsx}"],
    plugins: { "react-hooks": hooks },
    rules: {
      "react-hooks/rules-of-hooks": "error",
      "react-hooks/exhaustive-deps": "error",
      "max-lines": ["error", 400],
      "max-lines-per-function": ["error", { max: 90, skipBlankLines: true, skipComments: true }],
      "no-console": "error",
      eqeqeq: "error",
      "no-restricted-properties": [
        "error",
        { property: "innerHTML", message: "No HTML sinks: build elements." },
        { property: "outerHTML", message: "No HTML sinks: build elements." },
      ],
    },
  },
  { files: ["src/i18n/*.ts"], rules: { "max-lines": "off" } },
  { files: ["src/**/*.test.{ts,tsx}"], rules: { "max-lines-per-function": "off" } },
);

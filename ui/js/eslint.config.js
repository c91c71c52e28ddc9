import js from "@eslint/js";
import globals from "globals";

const BROWSER = ["bootstrap.js", "shared/**", "train/**", "playground/**", "initialization/**", "explore/**", "learn/**"];

export default [
  js.configs.recommended,
  {
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      eqeqeq: "error",
      "no-unused-vars": ["error", { argsIgnorePattern: "^_", ignoreRestSiblings: true }],
      "no-var": "error",
      "prefer-const": "error",
    },
  },
  { files: BROWSER, languageOptions: { globals: globals.browser } },
  { ignores: BROWSER, languageOptions: { globals: globals.node } },
];

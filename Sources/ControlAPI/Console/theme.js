// Light, dark, or as the system says. The choice is kept in this browser; nothing else is.
"use strict";

const theme = {
  choices: ["system", "light", "dark"],

  get choice() {
    try {
      const kept = localStorage.getItem("theme");
      return this.choices.includes(kept) ? kept : "system";
    } catch {
      return "system"; // Storage may be switched off.
    }
  },

  choose(choice) {
    try {
      localStorage.setItem("theme", choice);
    } catch {
      // It then lasts as long as the page.
    }
    this.apply(choice);
  },

  apply(choice) {
    if (choice === "system") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = choice;
  },
};

theme.apply(theme.choice);
globalThis.consoleTheme = theme;

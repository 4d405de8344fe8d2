// Before anything else: the theme that was chosen here, so that the first paint has it; and zod compiles no code, because
// the content policy lets nothing be compiled.
const chosen = localStorage.getItem('errand-theme')
if (chosen === 'light' || chosen === 'dark') document.documentElement.dataset.theme = chosen
globalThis.__zod_globalConfig = { jitless: true }

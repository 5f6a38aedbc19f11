/** The chat as the build leaves it, one file a language. */
declare module '*/built/enman-app-ja.js' {
  export const define: typeof import('./app.ts').define
}
declare module '*/built/enman-app-en.js' {
  export const define: typeof import('./app.ts').define
}

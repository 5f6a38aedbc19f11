import { defineConfig } from 'vite'

/** Builds the website widget: one classic script without imports, for any page's `<script async src>`. */
export default defineConfig({
  publicDir: false,
  build: {
    outDir: 'dist/widget',
    emptyOutDir: true,
    target: 'es2022',
    reportCompressedSize: false,
    lib: { entry: 'src/widget/main.ts', formats: ['iife'], name: 'enman', fileName: () => 'enman-widget.js' },
  },
})

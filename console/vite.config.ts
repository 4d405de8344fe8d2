// Builds the console into console/dist, for any path: the server writes the path into the page.
import { fileURLToPath } from 'node:url'
import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

const source = (name: string) => fileURLToPath(new URL(`../src/${name}.ts`, import.meta.url))

export default defineConfig({
  root: import.meta.dirname,
  base: './',
  plugins: [react(), tailwindcss()],
  resolve: { alias: { 'errand/client': source('client'), 'errand/contracts': source('contracts') } },
  build: {
    target: 'es2023',
    outDir: 'dist',
    emptyOutDir: true,
    assetsInlineLimit: 0, // the content policy takes no data: scripts
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
})

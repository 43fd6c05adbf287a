import { defineConfig } from 'vite'
import solid from 'vite-plugin-solid'

// `npx vite build provisioning/console`; `npx vite provisioning/console` serves it beside a running fleet.
export default defineConfig({
  root: import.meta.dirname,
  base: './',
  plugins: [solid()],
  build: {
    outDir: '../dist/console-page',
    emptyOutDir: true,
    target: 'es2023',
    // The fleet's content policy allows no inline script and no data: URL.
    assetsInlineLimit: 0,
    modulePreload: false,
  },
  server: { port: 5174, proxy: { '/console/api': process.env.FLEET_URL ?? 'http://127.0.0.1:8090' } },
})

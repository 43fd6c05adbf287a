import { defineConfig } from 'vite'
import solid from 'vite-plugin-solid'

const booth = process.env.BOOTH_URL ?? 'http://127.0.0.1:8080'

// `vite --mode gallery` (dev) and `vite build --mode gallery` also hold the gallery of all screens; a booth's build does not.
export default defineConfig(({ mode }) => ({
  base: './',
  plugins: [solid()],
  resolve: { conditions: ['source', 'module', 'browser', 'development|production', 'import', 'default'] },
  build: {
    outDir: mode === 'gallery' ? 'dist/gallery' : 'dist/app',
    emptyOutDir: true,
    target: 'es2023',
    // The server's content policy allows no inline script and no data: font.
    assetsInlineLimit: 0,
    modulePreload: false as const,
    rollupOptions: { input: mode === 'gallery' ? ['index.html', 'gallery.html'] : ['index.html'] },
  },
  server: {
    port: 5173,
    proxy: { '/ws': { target: booth, ws: true }, '/screen': { target: booth } },
  },
}))

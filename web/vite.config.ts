import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

const here = dirname(fileURLToPath(import.meta.url))
/** Where `npx vite --config web/vite.config.ts` finds the API while the pages are worked on. */
const API = process.env.YINGDA_API ?? 'http://127.0.0.1:3100'

/** Builds the staff pages (desk and console) into dist/web, beside the widget's own build. */
export default defineConfig({
  root: here,
  base: '/',
  plugins: [react(), freshAssets(), flatPages(), pdfFiles(), staffFallback()],
  build: {
    outDir: resolve(here, '../dist/web'),
    emptyOutDir: false,
    assetsDir: 'assets-staff',
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1500,
    rolldownOptions: {
      input: { desk: resolve(here, 'desk/index.html'), console: resolve(here, 'console/index.html') },
      output: {
        codeSplitting: {
          groups: [
            { name: 'react', test: /node_modules[\\/](react|react-dom|react-router|scheduler|@tanstack|i18next)[\\/]/ },
          ],
        },
      },
    },
  },
  server: {
    proxy: {
      '/api': { target: API, ws: true },
      '/public': { target: API, ws: true },
      '/chat': API,
      '/pdfjs': API,
    },
  },
})

/** The folder is ours alone: what an earlier build left there goes. */
function freshAssets(): Plugin {
  return {
    name: 'yingda-fresh-assets',
    apply: 'build',
    generateBundle(options) {
      if (options.dir !== undefined) rmSync(resolve(options.dir, 'assets-staff'), { recursive: true, force: true })
    },
  }
}

/** desk/index.html comes out as desk.html: one file a page, at the top of dist/web. */
function flatPages(): Plugin {
  return {
    name: 'yingda-flat-pages',
    enforce: 'post',
    generateBundle(_options, bundle) {
      for (const file of Object.values(bundle)) {
        const page = /^(desk|console)\/index\.html$/.exec(file.fileName)?.[1]
        if (page !== undefined) file.fileName = `${page}.html`
      }
    },
  }
}

/** What pdf.js fetches while it draws: maps of Chinese characters, fonts that no PDF embeds, and a picture reader. */
function pdfFiles(): Plugin {
  const home = dirname(createRequire(import.meta.url).resolve('pdfjs-dist/package.json'))
  return {
    name: 'yingda-pdf-files',
    apply: 'build',
    generateBundle() {
      for (const folder of ['cmaps', 'standard_fonts', 'wasm']) {
        for (const name of readdirSync(join(home, folder)).filter(file => !file.endsWith('.wasm'))) {
          this.emitFile({
            type: 'asset',
            fileName: `pdfjs/${folder}/${name}`,
            source: readFileSync(join(home, folder, name)),
          })
        }
      }
    },
  }
}

/** In development: every path under /desk and /console is that app's page. */
function staffFallback(): Plugin {
  return {
    name: 'yingda-staff-fallback',
    configureServer(server) {
      server.middlewares.use((request, _response, next) => {
        const page = /^\/(desk|console)(\/[^.?]*)?(\?.*)?$/.exec(request.url ?? '')?.[1]
        if (page !== undefined) request.url = `/${page}/index.html`
        next()
      })
    },
  }
}

/**
 * Builds everything a visitor sees into dist/web, beside the staff pages' own build:
 *   widget.js               the loader, a classic script without top-level names
 *   widget/panel-<hash>.js  the chat, modules that the loader imports at the first click: what is seen at once,
 *   widget/talk-<hash>.js   and what comes after it
 *   chat.html, source.html, index.html   the full-page chat, an answer's source and the demo shop, with assets-site/
 * Five small builds, because the loader must be one file that shares nothing with the panel.
 */
import { rmSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, defineConfig, type InlineConfig, type Plugin } from 'vite'

const here = dirname(fileURLToPath(import.meta.url))
const outDir = process.env.YINGDA_WEB_OUT ?? resolve(here, '../../dist/web')
/** Browsers of the last three years: findLast, adoptedStyleSheets, dvh. */
const target = 'es2023'
const shared = { outDir, emptyOutDir: false, target, modulePreload: false, reportCompressedSize: false } as const

export default defineConfig({
  root: here,
  build: {
    ...shared,
    rolldownOptions: {
      input: { panel: resolve(here, 'panel.ts'), talk: resolve(here, 'talk.ts') },
      preserveEntrySignatures: 'strict',
      output: { entryFileNames: 'widget/[name]-[hash].js', chunkFileNames: 'widget/[name]-[hash].js' },
    },
  },
  plugins: [tightStyles(), theRest()],
})

/** After the panel is named: the loader that names it, and the pages. */
function theRest(): Plugin {
  let files: string[] = []
  return {
    name: 'yingda-loader-and-pages',
    buildStart() {
      for (const folder of ['widget', 'assets-site']) rmSync(resolve(outDir, folder), { recursive: true, force: true })
    },
    writeBundle(_options, bundle) {
      files = Object.keys(bundle)
    },
    async closeBundle() {
      if (files.length === 0) return
      await build(loaderBuild(files))
      await build(pageBuild('chat', 'chat.html'))
      await build(pageBuild('source', 'source.html'))
      await build(pageBuild('site', 'index.html'))
    },
  }
}

function loaderBuild(files: readonly string[]): InlineConfig {
  const named = (name: string) => JSON.stringify(files.find(file => file.startsWith(`widget/${name}-`)))
  return {
    root: here,
    configFile: false,
    logLevel: 'warn',
    define: { __PANEL__: named('panel'), __TALK__: named('talk') },
    plugins: [tightStyles()],
    build: {
      ...shared,
      // As a library: in an application Vite would add its preloader, which a classic script cannot use.
      lib: { entry: resolve(here, 'loader.ts'), formats: ['iife'], name: 'YingdaLoader', fileName: () => 'widget.js' },
    },
  }
}

function pageBuild(folder: string, page: string): InlineConfig {
  const root = resolve(here, '..', folder)
  return {
    root,
    base: '/',
    configFile: false,
    logLevel: 'warn',
    plugins: [tightStyles()],
    build: { ...shared, assetsDir: 'assets-site', rolldownOptions: { input: resolve(root, page) } },
  }
}

/** Style sheets that are strings in the source: without their line breaks and comments. */
function tightStyles(): Plugin {
  return {
    name: 'yingda-tight-styles',
    transform(code, id) {
      if (!/(styles|loader)\.ts$/.test(id)) return null
      return {
        code: code.replace(/`[^`]*\{[^`]*`/g, sheet => (sheet.includes('${') ? sheet : sheet.replace(/\n+/g, ''))),
        map: null,
      }
    },
  }
}

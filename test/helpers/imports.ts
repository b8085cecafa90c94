/** Reads what the sources import, with TypeScript's own parser: static, dynamic, type and worker imports. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'

export type ImportForm =
  /** `import … from`, `export … from`, and `import { type A } from`, which still loads the file. */
  | 'static'
  /** Erased at run time: `import type`, `export type`, `import('…').T`. */
  | 'type'
  /** `import('…')`, `require('…')`, and `new URL('./….ts', import.meta.url)`, which names a worker's file. */
  | 'dynamic'

export interface Import {
  /** Path from the root with its ending for a file of ours (`src/db.ts`), else the name as written (`pg`). */
  target: string
  ours: boolean
  form: ImportForm
  line: number
}

export interface Source {
  path: string
  imports: Import[]
  tree: ts.SourceFile
}

const ROOT = fileURLToPath(new URL('../../', import.meta.url))

/** Every source file under these folders, with its imports. */
export function readSources(folders: readonly string[]): Source[] {
  return folders
    .flatMap(folder => listFiles(folder))
    .sort()
    .map(path => parseSource(path, readFileSync(join(ROOT, path), 'utf8')))
}

export function parseSource(path: string, text: string): Source {
  const tree = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true)
  const imports: Import[] = []
  visit(tree, node => {
    const found = importOf(node)
    if (found === undefined) return
    imports.push({ ...resolved(path, found.specifier), form: found.form, line: lineOf(tree, node) })
  })
  return { path, imports, tree }
}

/** Calls `look` for a node and everything below it. */
export function visit(node: ts.Node, look: (node: ts.Node) => void): void {
  look(node)
  ts.forEachChild(node, child => visit(child, look))
}

/** 1-based line of a node. */
export function lineOf(tree: ts.SourceFile, node: ts.Node): number {
  return tree.getLineAndCharacterOfPosition(node.getStart(tree)).line + 1
}

function importOf(node: ts.Node): { specifier: string; form: ImportForm } | undefined {
  if (ts.isImportDeclaration(node)) {
    return named(node.moduleSpecifier, node.importClause?.isTypeOnly ? 'type' : 'static')
  }
  if (ts.isExportDeclaration(node) && node.moduleSpecifier) {
    return named(node.moduleSpecifier, node.isTypeOnly ? 'type' : 'static')
  }
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) return named(node.argument.literal, 'type')
  if (ts.isCallExpression(node) && loads(node.expression)) return named(node.arguments[0], 'dynamic')
  if (ts.isNewExpression(node) && node.expression.getText() === 'URL') return workerFile(node)
  return undefined
}

/** `import`, `require`, `require.resolve`, `import.meta.resolve`. */
function loads(callee: ts.Expression): boolean {
  return callee.kind === ts.SyntaxKind.ImportKeyword || /^(require|import\.meta)(\.resolve)?$/.test(callee.getText())
}

function workerFile(node: ts.NewExpression): { specifier: string; form: ImportForm } | undefined {
  const [file, base] = node.arguments ?? []
  if (base?.getText() !== 'import.meta.url') return undefined
  const found = named(file, 'dynamic')
  return found && /\.m?[tj]sx?$/.test(found.specifier) ? found : undefined
}

function named(node: ts.Node | undefined, form: ImportForm): { specifier: string; form: ImportForm } | undefined {
  return node !== undefined && ts.isStringLiteralLike(node) ? { specifier: node.text, form } : undefined
}

function resolved(from: string, specifier: string): { target: string; ours: boolean } {
  if (!specifier.startsWith('.')) return { target: specifier, ours: false }
  return { target: normalize(join(dirname(from), specifier.replace(/\?.*$/, ''))), ours: true }
}

function listFiles(folder: string): string[] {
  if (!existsSync(join(ROOT, folder))) return []
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter(file => /\.m?[tj]sx?$/.test(file) && !file.endsWith('.d.ts') && !file.includes('node_modules'))
    .map(file => `${folder}/${file}`)
}

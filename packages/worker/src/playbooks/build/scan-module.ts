import { SourceMap, type SourceMapPayload } from 'node:module'
import { parse } from 'acorn'
import { transform } from 'esbuild'
import { missingGlobals } from './imports.ts'
import { changedState } from './module-state.ts'
import type { PlaybookProblem, ProblemRule } from './problem.ts'
import { type Tree, walk } from './walk-tree.ts'

/** A call such as `tasks.create(…)` or `context.tasks.create(…)`. */
export interface ScannedCall {
  /** `tasks.create` */
  readonly name: string
  /** Of the object that it is given. */
  readonly keys: readonly string[]
  readonly line: number
  readonly column: number
}

/** Where a property of an object literal is written, for problems that only show once the playbook was loaded. */
export interface ScannedModule {
  readonly problems: readonly PlaybookProblem[]
  readonly calls: readonly ScannedCall[]
  readonly properties: readonly {
    readonly key: string
    readonly text: string | null
    readonly line: number
    readonly column: number
  }[]
}

/** What a module may not do when it is merely loaded, and names that a workflow does not have. Positions are those of the TypeScript source. */
export async function scanModule(file: string, source: string): Promise<ScannedModule> {
  const compiled = await transform(source, {
    loader: 'ts',
    target: 'es2022',
    sourcemap: 'external',
    sourcefile: file,
    logLevel: 'silent',
  }).catch(() => undefined)
  // A syntax error is reported by the build itself, with its place.
  if (compiled === undefined) return { problems: [], calls: [], properties: [] }
  const tree = parse(compiled.code, { ecmaVersion: 'latest', sourceType: 'module', locations: true }) as unknown as Tree
  const map = new SourceMap(JSON.parse(compiled.map) as SourceMapPayload)
  const at = (node: Tree) => {
    const start = node.loc?.start ?? { line: 1, column: 0 }
    const entry = map.findEntry(start.line - 1, start.column)
    return 'originalLine' in entry
      ? { line: entry.originalLine + 1, column: entry.originalColumn + 1 }
      : { line: 1, column: 1 }
  }
  const problems: PlaybookProblem[] = []
  const report = (node: Tree, rule: ProblemRule, message: string, hint: string) =>
    problems.push({ file, ...at(node), rule, message, hint })

  for (const statement of tree.body as Tree[]) checkStatement(statement, report)
  walk(tree, (node, inFunction) => {
    if (inFunction || (node.type !== 'AwaitExpression' && !(node.type === 'ForOfStatement' && node.await === true)))
      return
    report(node, 'top-level-await', 'a playbook cannot await anything while it is loaded', 'Move the await into `run`.')
  })

  for (const { node, name } of changedState(tree)) {
    report(
      node,
      'module-state',
      `\`${name}\` is changed by a function, but stands at the top of the file: runs would share it, or lose it when they move to another process`,
      'Make it inside `run`, or keep what must last in tasks or comments.',
    )
  }

  const declared = declaredNames(tree)
  const calls: ScannedCall[] = []
  const properties: ScannedModule['properties'][number][] = []
  walk(tree, (node, _inFunction, parent, key) => {
    if (node.type === 'Property' && node.computed !== true) {
      const name = (node.key as Tree).name ?? (node.key as Tree).value
      const value = node.value as Tree
      if (typeof name === 'string')
        properties.push({ key: name, text: typeof value.value === 'string' ? value.value : null, ...at(node) })
    }
    const called = calledName(node)
    if (called !== undefined) calls.push({ name: called, keys: keysIn(node), ...at(node) })
    const global = globalName(node)
    if (global !== undefined && Object.hasOwn(missingGlobals, global))
      report(node, 'not-in-workflow', `${global} is not there in a workflow`, missingGlobals[global] ?? '')
    if (
      node.type !== 'Identifier' ||
      typeof node.name !== 'string' ||
      declared.has(node.name) ||
      !Object.hasOwn(missingGlobals, node.name)
    )
      return
    if (parent?.type === 'MemberExpression' && key === 'property' && parent.computed !== true) return
    if (
      (parent?.type === 'Property' || parent?.type === 'MethodDefinition' || parent?.type === 'PropertyDefinition') &&
      key === 'key'
    )
      return
    if (parent?.type === 'UnaryExpression' && parent.operator === 'typeof') return
    report(node, 'not-in-workflow', `${node.name} is not there in a workflow`, missingGlobals[node.name] ?? '')
  })
  return { problems, calls, properties }
}

/** `tasks.create` of `tasks.create(…)` and of `context.tasks.create(…)`. */
function calledName(node: Tree): string | undefined {
  const callee = node.type === 'CallExpression' ? (node.callee as Tree) : undefined
  if (callee?.type !== 'MemberExpression' || callee.computed === true) return undefined
  const of = callee.object as Tree
  const resource = of.type === 'MemberExpression' && of.computed !== true ? (of.property as Tree) : of
  return resource.type === 'Identifier'
    ? `${String(resource.name)}.${String((callee.property as Tree).name)}`
    : undefined
}

const keysIn = (call: Tree): string[] =>
  (call.arguments as Tree[]).flatMap((argument) =>
    argument.type === 'ObjectExpression'
      ? (argument.properties as Tree[]).flatMap((property) => {
          const key = property.key as Tree | undefined
          return key === undefined ? [] : [String(key.name ?? key.value)]
        })
      : [],
  )

/** `process` of `globalThis.process`. */
function globalName(node: Tree): string | undefined {
  if (node.type !== 'MemberExpression') return undefined
  const [object, property] = [node.object as Tree, node.property as Tree]
  if (object.type !== 'Identifier' || object.name !== 'globalThis') return undefined
  return String(node.computed === true ? property.value : property.name)
}

function checkStatement(
  statement: Tree,
  report: (node: Tree, rule: ProblemRule, message: string, hint: string) => void,
): void {
  const declaration = statement.type.startsWith('Export') ? (statement.declaration as Tree | null) : statement
  if (declaration === null || declaration === undefined) return
  if (declaration.type === 'VariableDeclaration') {
    if (declaration.kind !== 'const') {
      report(
        declaration,
        'module-state',
        `\`${String(declaration.kind)}\` at the top of a file is state that runs would share, or lose when they move to another process`,
        'Use `const` for what never changes; keep the rest in variables inside `run`.',
      )
    }
    return
  }
  const silent = /Declaration$|^EmptyStatement$/.test(declaration.type) || statement.type === 'ExportDefaultDeclaration'
  if (silent || (declaration.type === 'ExpressionStatement' && typeof declaration.directive === 'string')) return
  const inner = declaration.expression as Tree | undefined
  if (inner?.type === 'AwaitExpression' || declaration.await === true) return
  if (inner?.type === 'AssignmentExpression' || inner?.type === 'UpdateExpression') {
    report(
      declaration,
      'module-state',
      'a value is changed while the file is loaded',
      'Write the value where it is declared, or change it inside `run`.',
    )
    return
  }
  report(
    declaration,
    'side-effect',
    'a playbook file only defines: it may not do anything while it is loaded',
    'Move this into `run`.',
  )
}

/** All names that the module declares anywhere: good enough to tell its own `process` from Node's. */
function declaredNames(tree: Tree): Set<string> {
  const names = new Set<string>()
  const take = (pattern: unknown): void => {
    if (pattern === null || typeof pattern !== 'object') return
    const node = pattern as Tree
    if (node.type === 'Identifier') names.add(node.name as string)
    for (const part of ['elements', 'properties'] as const)
      for (const item of (node[part] as Tree[] | undefined) ?? []) take(item)
    for (const part of ['value', 'left', 'argument', 'local'] as const)
      if (part !== 'value' || node.type === 'Property') take(node[part])
  }
  walk(tree, (node) => {
    if (node.type === 'VariableDeclarator' || node.type === 'FunctionDeclaration' || node.type === 'ClassDeclaration')
      take(node.id)
    if (/^Import.*Specifier$/.test(node.type)) take(node)
    if (Array.isArray(node.params)) for (const parameter of node.params) take(parameter)
    if (node.type === 'CatchClause') take(node.param)
  })
  return names
}

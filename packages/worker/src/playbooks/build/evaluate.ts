import { SourceMap, type SourceMapPayload } from 'node:module'
import { createContext, Script } from 'node:vm'
import type { DescribedPlaybook } from '../../workflows/playbook-entry.ts'
import { entryFile } from './isolate-plugin.ts'
import type { PlaybookProblem } from './problem.ts'
import { isUserSource } from './source-names.ts'

const timeoutMs = 5_000

export type Evaluated =
  | { readonly ok: true; readonly text: string; readonly playbooks: readonly DescribedPlaybook[] }
  | { readonly ok: false; readonly problem: PlaybookProblem }

/** Loads a bundle in a fresh, bare context and asks it what it contains. Nothing of the machine is within reach there. */
export function evaluate(code: string, map: string): Evaluated {
  const effect = (name: string) => () => {
    throw new Error(`${name} is called while the file is loaded; call it inside \`run\``)
  }
  const context = createContext({
    URL,
    URLSearchParams,
    TextEncoder,
    TextDecoder,
    AbortController,
    AbortSignal,
    console: { log() {}, info() {}, warn() {}, error() {}, debug() {} },
    setTimeout: effect('setTimeout'),
    clearTimeout: effect('clearTimeout'),
    // Only our own entry asks for it, and calls nothing of it until a run starts.
    require: () =>
      new Proxy(() => undefined, { get: (_target, key) => (key === '__esModule' ? undefined : engineStub) }),
  })
  try {
    const script = new Script(
      `(() => { const module = { exports: {} }, exports = module.exports;\n${code}\nreturn module.exports.describe() })()`,
      {
        filename: 'isolate.js',
        lineOffset: -1,
      },
    )
    const text = String(script.runInContext(context, { timeout: timeoutMs }))
    return { ok: true, text, playbooks: JSON.parse(text) as DescribedPlaybook[] }
  } catch (error) {
    return { ok: false, problem: problemOf(error, map) }
  }
}

const engineStub: unknown = new Proxy(function engine() {}, {
  get: () => engineStub,
  apply: () => engineStub,
  construct: () => ({}),
})

function problemOf(error: unknown, map: string): PlaybookProblem {
  const thrown = error as { name?: string; message?: string; stack?: string; code?: string } | undefined
  const place = userPlace(thrown?.stack ?? '', map)
  if (thrown?.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') {
    return {
      ...place,
      rule: 'never-ends',
      message: `loading the playbooks took longer than ${timeoutMs / 1000} s: a loop at the top of a file does not end`,
      hint: 'Move the work into `run`.',
    }
  }
  return {
    ...place,
    rule: 'definition',
    message: thrown?.message ?? String(error),
    hint: 'A playbook file must load without anything but its imports: definition and function, no effects.',
  }
}

/** The first line of the stack that lies in a file of the user. */
export function userPlace(stack: string, map: string): { file: string; line: number; column: number } {
  const sourceMap = new SourceMap(JSON.parse(map) as SourceMapPayload)
  for (const [, line, column] of stack.matchAll(/isolate\.js:(\d+):(\d+)/g)) {
    const entry = sourceMap.findEntry(Number(line) - 1, Number(column) - 1)
    if ('originalSource' in entry && isUserSource(entry.originalSource) && entry.originalSource !== entryFile) {
      return { file: entry.originalSource, line: entry.originalLine + 1, column: entry.originalColumn + 1 }
    }
  }
  return { file: '.', line: 1, column: 1 }
}

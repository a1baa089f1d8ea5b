import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, type Message, type Metafile } from 'esbuild'
import type { PlaybookSource } from './find-sources.ts'
import { entryFile, isolatePlugin, type RefusalDetail } from './isolate-plugin.ts'
import type { PlaybookProblem } from './problem.ts'
import { isUserSource, portableMap, portableName } from './source-names.ts'

export interface IsolateBuild {
  /** CommonJS; its only require is `@temporalio/workflow`. Empty when there are problems. */
  readonly code: string
  readonly map: string
  readonly problems: readonly PlaybookProblem[]
  /** Files of the user that are part of it, from the root. */
  readonly files: readonly string[]
  readonly metafile: Metafile | null
}

const entry = fileURLToPath(new URL('../../workflows/playbook-entry.ts', import.meta.url))

/** What a bundle gives to whoever loads it, of `playbooks` that it names. */
export type EntryLines = readonly string[]

const workflow: EntryLines = [
  `import { describePlaybooks, workflowOf } from ${JSON.stringify(entry)}`,
  'export const describe = () => describePlaybooks(playbooks)',
  'export default workflowOf(playbooks)',
]

/** All playbooks of a folder in one file for the isolate. `root` is a real path. */
export async function bundleIsolate(
  root: string,
  sources: readonly PlaybookSource[],
  gives: EntryLines = workflow,
): Promise<IsolateBuild> {
  const lines = sources.map(({ folder }, n) => `import * as p${n} from ${JSON.stringify(`./${folder}/playbook.ts`)}`)
  const registry = sources.map(({ folder }, n) => `{ folder: ${JSON.stringify(folder)}, module: p${n} }`)
  const contents = [...lines, `const playbooks = [${registry.join(', ')}]`, ...gives].join('\n')
  const result = await build({
    stdin: { contents, resolveDir: root, sourcefile: entryFile, loader: 'ts' },
    absWorkingDir: root,
    bundle: true,
    write: false,
    outfile: 'isolate.js',
    format: 'cjs',
    platform: 'neutral',
    mainFields: ['module', 'main'],
    conditions: ['module', 'import'],
    target: 'es2022',
    sourcemap: 'external',
    sourcesContent: false,
    metafile: true,
    // Without white space there are no comments either, and those would carry paths of this machine.
    minifyWhitespace: true,
    tsconfigRaw: {},
    logLevel: 'silent',
    plugins: [isolatePlugin(root)],
  }).catch((error: { errors?: Message[] }) => {
    if (!Array.isArray(error.errors)) throw error
    return { errors: error.errors, outputFiles: undefined, metafile: undefined }
  })
  const problems = result.errors.map((message) => toProblem(message, root))
  const output = (ending: string) => result.outputFiles?.find((file) => file.path.endsWith(ending))?.text ?? ''
  if (problems.length > 0) return { code: '', map: '', problems, files: [], metafile: null }
  const files = Object.keys(result.metafile?.inputs ?? {})
    .map((path) => portableName(resolve(root, path), root))
    .filter((name) => isUserSource(name) && name !== entryFile)
  return {
    code: output('.js'),
    map: portableMap(output('.map'), root),
    problems,
    files,
    metafile: result.metafile ?? null,
  }
}

export function toProblem(message: Message, root: string): PlaybookProblem {
  const detail = message.detail as RefusalDetail | undefined
  const known = detail !== undefined && typeof detail === 'object' && 'rule' in detail ? detail : undefined
  const awaited = /top-level await/i.test(message.text)
  const unresolved = /^Could not resolve/.test(message.text)
  return {
    file: message.location === null ? '.' : portableName(resolve(root, message.location.file), root),
    line: message.location?.line ?? 1,
    column: (message.location?.column ?? 0) + 1,
    rule: known?.rule ?? (awaited ? 'top-level-await' : unresolved ? 'unknown-import' : 'syntax'),
    message: awaited ? 'a playbook cannot await anything while it is loaded' : message.text,
    hint:
      known?.hint ??
      (awaited
        ? 'Move the await into `run`.'
        : unresolved
          ? 'Install the package or correct the path.'
          : 'Correct this line; the last version that was right stays in force.'),
  }
}

import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { DescribedPlaybook } from '../../workflows/playbook-entry.ts'
import { bundleIsolate } from './bundle-isolate.ts'
import { bundleSteps } from './bundle-steps.ts'
import { checkManifests } from './check-manifests.ts'
import { checkScopes } from './check-scopes.ts'
import { codeHash, type FileHashes } from './code-hash.ts'
import { evaluate } from './evaluate.ts'
import type { PlaybookSource } from './find-sources.ts'
import { type PlaybookProblem, sortProblems } from './problem.ts'
import { type ScannedModule, scanModule } from './scan-module.ts'

/** A playbook as its bundle describes it, with the folder it was found in. */
export type BuiltPlaybook = Required<Pick<DescribedPlaybook, 'folder' | 'manifest'>> & {
  /** Of all files that are part of it: another one's edit leaves it as it is. */
  readonly code: string
}

export interface BuiltFolder {
  readonly problems: readonly PlaybookProblem[]
  /** What may be wrong, and keeps nothing from being deployed. */
  readonly warnings: readonly PlaybookProblem[]
  readonly playbooks: readonly BuiltPlaybook[]
  readonly isolate: string
  readonly map: string
  readonly steps: string | null
}

/** Builds and checks these playbooks of a folder. With problems, `isolate` may not be used. `root` is a real path. */
export async function buildSources(root: string, sources: readonly PlaybookSource[]): Promise<BuiltFolder> {
  const [isolate, steps] = await Promise.all([bundleIsolate(root, sources), bundleSteps(root, sources)])
  const files = new Set([...isolate.files, ...sources.map((source) => fileIn(source.folder, 'playbook.ts'))])
  const scanned = new Map<string, ScannedModule>()
  for (const file of files) {
    if (/\.[cm]?[jt]s$/.test(file)) scanned.set(file, await scanModule(file, await readFile(join(root, file), 'utf8')))
  }
  const problems = [
    ...isolate.problems,
    ...steps.problems,
    ...[...scanned.values()].flatMap((module) => module.problems),
  ]
  const nothing = { warnings: [], playbooks: [], isolate: '', map: '', steps: null }
  if (isolate.code === '') return { problems: sortProblems(problems), ...nothing }
  const first = evaluate(isolate.code, isolate.map)
  if (!first.ok) return { problems: sortProblems([...problems, first.problem]), ...nothing }
  const second = evaluate(isolate.code, isolate.map)
  if (!second.ok || second.text !== first.text)
    problems.push(unstable(first.playbooks, second.ok ? second.playbooks : []))
  problems.push(...checkManifests(first.playbooks, sources, scanned))
  const known: FileHashes = new Map()
  const hashOf = async (folder: string): Promise<string> => {
    const parts = [isolate, steps].map(({ metafile }, n) =>
      metafile === null ? '' : codeHash(root, fileIn(folder, n === 0 ? 'playbook.ts' : 'steps.ts'), metafile, known),
    )
    return (await Promise.all(parts)).map((part) => part.slice(0, 32)).join('')
  }
  const playbooks = await Promise.all(
    first.playbooks.flatMap(({ folder, manifest }) =>
      manifest === undefined ? [] : [hashOf(folder).then((code) => ({ folder, manifest, code }))],
    ),
  )
  const warnings = sortProblems(checkScopes(first.playbooks, scanned))
  const { code, map } = isolate
  return { problems: sortProblems(problems), warnings, playbooks, isolate: code, map, steps: steps.code }
}

const fileIn = (folder: string, name: string): string => (folder === '.' ? name : `${folder}/${name}`)

function unstable(first: readonly DescribedPlaybook[], second: readonly DescribedPlaybook[]): PlaybookProblem {
  const differs = first.find((one, n) => JSON.stringify(one) !== JSON.stringify(second[n]))
  return {
    file: fileIn(differs?.folder ?? '.', 'playbook.ts'),
    line: 1,
    column: 1,
    rule: 'unstable',
    message: 'the playbook is defined differently each time it is loaded',
    hint: 'Do not use the date or random numbers outside `run`.',
  }
}

import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { DescribedPlaybook } from '../../workflows/playbook-entry.ts'
import { bundleIsolate } from './bundle-isolate.ts'
import { bundleSteps } from './bundle-steps.ts'
import { checkManifests } from './check-manifests.ts'
import { evaluate } from './evaluate.ts'
import { findSources } from './find-sources.ts'
import { realFolder } from './isolate-plugin.ts'
import { type PlaybookProblem, sortProblems } from './problem.ts'
import { type ScannedModule, scanModule } from './scan-module.ts'

/** A playbook as its bundle describes it, with the folder it was found in. */
export type BuiltPlaybook = Required<Pick<DescribedPlaybook, 'folder' | 'manifest'>>

export interface BuiltFolder {
  readonly problems: readonly PlaybookProblem[]
  readonly playbooks: readonly BuiltPlaybook[]
  readonly isolate: string
  readonly map: string
  readonly steps: string | null
}

/** Builds and checks all playbooks under a folder. With problems, `isolate` may not be used. */
export async function buildFolder(folder: string): Promise<BuiltFolder> {
  const root = await realFolder(folder)
  const sources = await findSources(root)
  const [isolate, steps] = await Promise.all([bundleIsolate(root, sources), bundleSteps(root, sources)])
  const files = new Set([
    ...isolate.files,
    ...sources.map((source) => (source.folder === '.' ? 'playbook.ts' : `${source.folder}/playbook.ts`)),
  ])
  const scanned = new Map<string, ScannedModule>()
  for (const file of files) {
    if (/\.[cm]?[jt]s$/.test(file)) scanned.set(file, await scanModule(file, await readFile(join(root, file), 'utf8')))
  }
  const problems = [
    ...isolate.problems,
    ...steps.problems,
    ...[...scanned.values()].flatMap((module) => module.problems),
  ]
  const nothing = { playbooks: [], isolate: '', map: '', steps: null }
  if (isolate.code === '') return { problems: sortProblems(problems), ...nothing }
  const first = evaluate(isolate.code, isolate.map)
  if (!first.ok) return { problems: sortProblems([...problems, first.problem]), ...nothing }
  const second = evaluate(isolate.code, isolate.map)
  if (!second.ok || second.text !== first.text)
    problems.push(unstable(first.playbooks, second.ok ? second.playbooks : []))
  problems.push(...checkManifests(first.playbooks, sources, scanned))
  const playbooks = first.playbooks.flatMap(({ folder: path, manifest }) =>
    manifest === undefined ? [] : [{ folder: path, manifest }],
  )
  return { problems: sortProblems(problems), playbooks, isolate: isolate.code, map: isolate.map, steps: steps.code }
}

function unstable(first: readonly DescribedPlaybook[], second: readonly DescribedPlaybook[]): PlaybookProblem {
  const differs = first.find((one, n) => JSON.stringify(one) !== JSON.stringify(second[n]))
  return {
    file: differs === undefined || differs.folder === '.' ? 'playbook.ts' : `${differs.folder}/playbook.ts`,
    line: 1,
    column: 1,
    rule: 'unstable',
    message: 'the playbook is defined differently each time it is loaded',
    hint: 'Do not use the date or random numbers outside `run`.',
  }
}

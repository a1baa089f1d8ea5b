import { type BuiltFolder, buildSources } from './check.ts'
import { findSources, type PlaybookSource } from './find-sources.ts'
import { realFolder } from './isolate-plugin.ts'
import { type PlaybookProblem, sortProblems } from './problem.ts'

export interface PartlyBuilt extends BuiltFolder {
  /** Names of the playbooks that are not part of it; `problems` says why. */
  readonly broken: readonly string[]
}

/**
 * Builds and checks all playbooks under a folder: all of it is right, or `isolate` may not be used.
 * @param only folders below it whose playbooks are looked at; null: all
 */
export async function buildFolder(folder: string, only: readonly string[] | null = null): Promise<BuiltFolder> {
  const root = await realFolder(folder)
  const sources = await findSources(root)
  return buildSources(root, only === null ? sources : sources.filter((source) => only.includes(source.folder)))
}

/** Builds those playbooks that are right, however many others are not: one mistake should not hold up everybody's work. */
export async function buildGood(folder: string): Promise<PartlyBuilt> {
  const root = await realFolder(folder)
  const problems: PlaybookProblem[] = []
  const broken: PlaybookSource[] = []
  let sources: readonly PlaybookSource[] = await findSources(root)
  for (;;) {
    const built = await buildSources(root, sources)
    if (built.problems.length === 0) {
      return { ...built, problems: sortProblems(problems), broken: broken.map(({ name }) => name) }
    }
    problems.push(...built.problems)
    const bad = await toBlame(root, sources, built.problems)
    broken.push(...bad)
    sources = sources.filter((source) => !bad.includes(source))
  }
}

/** Those in whose folders the problems lie; where that says nothing (a file that several share), those that fail alone. */
async function toBlame(
  root: string,
  sources: readonly PlaybookSource[],
  problems: readonly PlaybookProblem[],
): Promise<readonly PlaybookSource[]> {
  const inside = sources.filter(({ folder }) =>
    problems.some(({ file }) => (folder === '.' ? file === 'playbook.ts' : file.startsWith(`${folder}/`))),
  )
  if (inside.length > 0) return inside
  const alone = await Promise.all(
    sources.map(async (source) => ((await buildSources(root, [source])).problems.length > 0 ? source : null)),
  )
  const failing = alone.filter((source) => source !== null)
  // They are only wrong together, and nothing says which: then none of them is right.
  return failing.length > 0 ? failing : sources
}

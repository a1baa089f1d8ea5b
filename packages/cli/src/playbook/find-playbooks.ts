import { existsSync, statSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { type Config, fromCaller, playbooksFolder } from '../config.ts'
import { meant } from '../did-you-mean.ts'
import { UserError } from '../user-error.ts'

/** Playbooks of one folder. */
export interface PlaybooksOf {
  /** The root of all. */
  readonly folder: string
  /** Their folders below it, e.g. `operations/orders`; null: all. */
  readonly only: readonly string[] | null
}

/** What is said of the argument in the help of each command. */
export const whichText = 'its id, <vertical>/<id>, or a path; default: all'

/** The playbooks that were named: by their id, by `<vertical>/<id>`, by a vertical, or by a path; all when nothing was named. */
export async function findPlaybooks(
  config: Config,
  words: readonly string[],
  playbooks: string | undefined,
): Promise<PlaybooksOf> {
  const root = playbooksFolder(config, playbooks)
  const [first] = words
  if (first === undefined) return { folder: existing(root), only: null }
  const named = existsSync(root) ? await foldersIn(root, words) : undefined
  if (named) return { folder: root, only: named }
  const path = fromCaller(config, first)
  if (words.length === 1 && existsSync(path) && statSync(path).isDirectory()) {
    return existsSync(join(path, 'playbook.ts'))
      ? { folder: dirname(path), only: [basename(path)] }
      : { folder: path, only: null }
  }
  existing(root)
  throw await unknown(root, words)
}

function existing(folder: string): string {
  if (!existsSync(folder)) throw new UserError(`There is no folder ${folder}.`, { exitCode: 2 })
  return folder
}

/** undefined: not all of the words name something in it. */
async function foldersIn(root: string, words: readonly string[]): Promise<string[] | undefined> {
  const { findSources } = await import('@orchestrator/worker')
  const sources = await findSources(root)
  const found = words.map((word) => {
    const exact = word.replace(/\/$/, '')
    return sources.filter(({ folder, name }) => folder === exact || name === exact || folder.startsWith(`${exact}/`))
  })
  return found.some((some) => some.length === 0) ? undefined : [...new Set(found.flat().map(({ folder }) => folder))]
}

async function unknown(root: string, words: readonly string[]): Promise<UserError> {
  const { findSources } = await import('@orchestrator/worker')
  const sources = await findSources(root)
  const folders = sources.map(({ folder }) => folder)
  const names = sources.map(({ name }) => name)
  const word = words.find((one) => !folders.includes(one) && !names.includes(one)) ?? words[0] ?? ''
  const known = word.includes('/') ? folders : names
  const similar = meant(word, known)
  return noPlaybook(word, root, similar, folders)
}

/** The same words in every command. */
function noPlaybook(word: string, folder: string, similar: string | undefined, folders: readonly string[]): UserError {
  const there = folders.length === 0 ? 'There is none.' : `There are: ${folders.join(', ')}`
  return new UserError(`There is no playbook ${word} in ${resolve(folder)}.`, {
    hint: `${similar === undefined ? '' : `Did you mean ${similar}? `}Give an id, <vertical>/<id>, or a path. ${there}`,
    exitCode: 2,
  })
}

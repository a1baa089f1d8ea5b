import { readFileSync } from 'node:fs'
import { isAbsolute, posix, sep } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { TaskLink } from '@orchestrator/sdk'
import type { Command } from 'commander'
import { type Access, callApi, getJson } from '../api-client.ts'
import { printJson } from '../output.ts'
import { UserError } from '../user-error.ts'
import { type ApiFlags, accessOf, withApiFlags } from './access-options.ts'
import { taskIdOf } from './task-id.ts'
import { linksOf, stateInWords } from './task-links.ts'

const open = new Set<TaskLink['state']>(['making', 'draft', 'open'])
const lookEveryMs = 500
const patienceMs = 60_000

interface PullRequestFlags extends ApiFlags {
  file?: string[]
  delete?: string[]
  repository?: string
  branch?: string
  base?: string
  title?: string
  draft?: boolean
  ready?: boolean
}

/** Adds `task pr`. */
export function addTaskPr(task: Command): void {
  withApiFlags(
    task
      .command('pr')
      .description('make a pull request from a task, or bring the one that was made up to date')
      .argument('<task>', 'its identifier, such as HELLO-1, or its id'),
  )
    .option('--file <path...>', 'attach this file as it is here, under the same path in the repository')
    .option('--delete <path...>', 'delete this one there')
    .option('--repository <name>', 'owner/name (default: the one to which the project is mapped)')
    .option('--branch <name>', 'default: of the task’s identifier and title')
    .option('--base <name>', 'into which branch (default: the repository’s)')
    .option('--title <text>', 'default: of the task, also when that changes')
    .option('--draft', 'as a draft')
    .option('--ready', 'ready for review')
    .addHelpText('after', '\nExample:\n  $ npx orchestrator task pr HELLO-1 --file docs/login.md --draft')
    .action(makeOne)
}

async function makeOne(of: string, flags: PullRequestFlags): Promise<void> {
  if (flags.draft && flags.ready) throw new UserError('Give --draft or --ready, not both.', { exitCode: 2 })
  const files = [
    ...(flags.file ?? []).map(fileAt),
    ...(flags.delete ?? []).map((path) => ({ path: pathThere(path), content: null })),
  ]
  const access = accessOf(flags)
  const taskId = await taskIdOf(access, of)
  const known = (await linksOf(access, taskId)).find(
    (link) =>
      link.wanted !== null && open.has(link.state) && (flags.branch === undefined || link.branch === flags.branch),
  )
  const asked = known ? await bringUp(access, known, files, flags) : await askFor(access, taskId, files, flags)
  const link = await made(access, asked)
  if (flags.json) return printJson(link)
  if (link.error) throw new UserError(`The pull request could not be made or written: ${link.error.message}`)
  console.log(link.url === null ? 'It is being made: see `task links`.' : `${link.url} (${stateInWords(link)})`)
}

type File = ReturnType<typeof fileAt> | { path: string; content: null }

const askFor = (access: Access, taskId: string, files: readonly File[], flags: PullRequestFlags) => {
  const { repository, branch, base, title } = flags
  const given = Object.fromEntries(
    Object.entries({ repository, branch, base, title }).filter(([, value]) => value !== undefined),
  )
  const body = { ...given, files, draft: flags.draft === true }
  return getJson<TaskLink>(access, `/v1/tasks/${encodeURIComponent(taskId)}/pull-request`, { body })
}

async function bringUp(
  access: Access,
  link: TaskLink,
  files: readonly File[],
  { title, draft, ready }: PullRequestFlags,
): Promise<TaskLink> {
  if (files.length > 0)
    await callApi(access, `/v1/tasks/${encodeURIComponent(link.taskId)}/changes`, { body: { files } })
  const body = { ...(title !== undefined && { title }), ...((draft || ready) && { draft: draft === true }) }
  if (Object.keys(body).length === 0) return link
  return getJson<TaskLink>(access, `/v1/task-links/${encodeURIComponent(link.id)}`, { method: 'PATCH', body })
}

/** It is made in the background. */
async function made(access: Access, asked: TaskLink): Promise<TaskLink> {
  let link = asked
  for (const until = Date.now() + patienceMs; Date.now() < until && link.state === 'making' && link.error === null; ) {
    await pause(lookEveryMs)
    link = await getJson<TaskLink>(access, `/v1/task-links/${encodeURIComponent(asked.id)}`)
  }
  return link
}

function fileAt(path: string) {
  let bytes: Buffer
  try {
    bytes = readFileSync(path)
  } catch (cause) {
    throw new UserError(`${path} cannot be read.`, { exitCode: 2, cause })
  }
  const text = bytes.toString('utf8')
  const isText = Buffer.from(text, 'utf8').equals(bytes) && !text.includes('\u0000')
  return isText
    ? { path: pathThere(path), content: text }
    : { path: pathThere(path), content: bytes.toString('base64'), encoding: 'base64' }
}

function pathThere(path: string): string {
  const there = posix.normalize(path.replaceAll(sep, '/'))
  if (isAbsolute(path) || there.startsWith('../'))
    throw new UserError(`Give paths from the repository’s own folder on: ${path} leads out of here.`, { exitCode: 2 })
  return there
}

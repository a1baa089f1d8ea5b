import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Command, type CommandInput, commandCatalogue, ejectRule, newId, parse } from '@orchestrator/domain'
import { createWorkspace, getRun, type RunDetail } from '@orchestrator/store'
import { expect } from 'vitest'
import {
  createPlaybookFolder,
  type PlaybookFolder,
} from '../../packages/worker/src/playbooks/testing/playbook-folder.ts'
import { openStage, pause, type Stage } from '../../packages/worker/src/playbooks/testing/stage.ts'
import { testHome } from '../support/compiled.ts'
import { createTestDatabase, createTestNamespace } from '../support/index.ts'

const compiler = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin', 'tsc')

/** One of two workspaces in which the same happens: one has the rules, the other the playbooks that they became. */
export interface Side {
  readonly form: 'rule' | 'playbook'
  readonly workspaceId: string
  readonly projectId: string
  readonly owner: string
  execute(type: string, data: object, id?: string): Promise<string>
}

export type RuleData = CommandInput<'rule.create'>

export interface BothForms {
  readonly stage: Stage
  readonly sides: readonly Side[]
  /** What was ejected, by the playbook's name. */
  readonly texts: ReadonlyMap<string, string>
  /** What the compiler says of it. */
  compile(): Promise<string>
  /** A run of an automation once it has ended. @param cause what its event is about, or the command that made the event */
  ended(side: Side, name: string, cause: string): Promise<RunDetail>
  /** Does the same on both sides. @param act gives the cause of the runs */
  expectSame(rule: string, playbook: string, act: (side: Side) => Promise<string>): Promise<RunDetail>
  close(): Promise<void>
}

/** @param prepare makes what both workspaces have before the rules */
export async function openBothForms(
  rulesFor: (service: string) => readonly RuleData[],
  prepare: (side: Side) => Promise<void> = async () => {},
): Promise<BothForms> {
  const server = createServer((request, response) => {
    request.resume().on('end', () => response.writeHead(200).end(JSON.stringify({ id: 7, path: request.url })))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const rules = rulesFor(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  const folder = await createPlaybookFolder({ 'package.json': '{ "type": "module" }' })
  const texts = new Map<string, string>()
  for (const data of rules) {
    const rule = parse(commandCatalogue['rule.create'].data, data, 'the rule')
    const { playbook, files } = ejectRule({ ...rule, id: rule.id ?? newId() })
    texts.set(playbook, files[0]?.text ?? '')
    await folder.write(Object.fromEntries(files.map(({ path, text }) => [`ejected/${playbook}/${path}`, text])))
  }
  const [database, temporal] = await Promise.all([createTestDatabase(), createTestNamespace()])
  const config = { playbooks: { folder: folder.path, workspace: 'demo', watch: false } }
  const stage = await openStage({ compiledIn: testHome, database, temporal, folder: folder.path, config })
  const { workspaceId, memberId } = await createWorkspace(stage.store, {
    slug: 'rules',
    name: 'Rules',
    owner: { name: 'Ada', email: 'ada@example.com' },
  })
  const sides = [
    await openSide(stage, 'rule', workspaceId, memberId),
    await openSide(stage, 'playbook', stage.workspaceId, stage.principal.actor.memberId),
  ]
  for (const side of sides) await prepare(side)
  // A playbook may name what was prepared (a rule whose end it waits for), and is deployed only where that is there.
  await stage.restartHost()
  for (const rule of rules) await sides[0]?.execute('rule.create', rule)
  const ended: BothForms['ended'] = ({ workspaceId: where }, name, cause) => endOf(stage, where, name, cause)
  return {
    stage,
    sides,
    texts,
    compile: () => compile(folder),
    ended,
    async expectSame(rule, playbook, act) {
      const [one, other] = await Promise.all(
        sides.map(async (side) => ended(side, side.form === 'rule' ? rule : playbook, await act(side))),
      )
      if (!one || !other) throw new Error('there are two sides')
      expect(one.run.error).toBeNull()
      expect(one.run.status).toBe('completed')
      expect(effectsOf(other)).toEqual(effectsOf(one))
      return one
    },
    close: () => closeAll(stage, folder, server),
  }
}

async function closeAll(stage: Stage, folder: PlaybookFolder, server: Server): Promise<void> {
  await stage.close()
  await folder.remove()
  server.close()
}

async function openSide(stage: Stage, form: Side['form'], workspaceId: string, memberId: string): Promise<Side> {
  const principal = { workspaceId, actor: { type: 'user', id: memberId, memberId }, scopes: null } as const
  const execute: Side['execute'] = async (type, data, id = newId()) => {
    const [applied] = await stage.store.execute(principal, [{ id, type, data } as Command])
    return applied?.result.id ?? ''
  }
  const projectId = await execute('project.create', { key: 'SIDE', name: 'Side' })
  return { form, workspaceId, projectId, owner: memberId, execute }
}

async function compile(folder: PlaybookFolder): Promise<string> {
  const config = {
    extends: fileURLToPath(new URL('../../playbooks/tsconfig.json', import.meta.url)),
    compilerOptions: { noUnusedLocals: true, types: [] },
    include: ['ejected/**/*.ts'],
    exclude: [],
  }
  await writeFile(join(folder.path, 'tsconfig.json'), JSON.stringify(config))
  return new Promise<string>((resolve) => {
    execFile(process.execPath, [compiler, '-p', folder.path, '--pretty', 'false'], (_, stdout, stderr) =>
      resolve(stdout + stderr),
    )
  })
}

async function endOf(stage: Stage, workspaceId: string, name: string, cause: string): Promise<RunDetail> {
  for (const over = Date.now() + 90_000; Date.now() < over; await pause(50)) {
    const run = await stage.store.read(workspaceId, async (tx) => {
      const [row] = await tx<{ id: string }[]>`
        select id from runs
        where workspace_id = ${workspaceId} and name = ${name} and ended_at is not null
          and (subject_id = ${cause} or event_id in (select id from events where workspace_id = ${workspaceId} and command_id = ${cause}))`
      return row && getRun(tx, workspaceId, row.id)
    })
    if (run) return run
  }
  throw new Error(`${name} did not end`)
}

/** What a run did, without what differs by nature: ids, instants, and how a step is called. */
function effectsOf({ run, steps }: RunDetail): unknown {
  const names = new Map<string, string>()
  const commands = steps.flatMap(({ kind, status, input }) =>
    kind === 'command' && status === 'completed' ? (input as unknown[]) : [],
  )
  const outside = steps.flatMap(({ kind, input }) => (kind === 'http' || kind === 'sleep' ? [input] : []))
  const scripts = steps.flatMap(({ kind, input, output }) => (kind === 'script' ? [{ input, output }] : []))
  const waits = steps.flatMap(({ kind, output }) => (kind === 'wait' ? [(output as object | null) && 'came'] : []))
  const events = steps.flatMap((step) => step.commands.flatMap((command) => command.events.map(({ type }) => type)))
  const text = JSON.stringify({ status: run.status, error: run.error, commands, outside, scripts, waits, events })
  const known = text.replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, (id) => {
    if (!names.has(id)) names.set(id, `id ${names.size + 1}`)
    return names.get(id) ?? id
  })
  return JSON.parse(known)
}

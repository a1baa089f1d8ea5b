import { createEffects } from '../support/effects.ts'
import { loadPackage } from '../support/load-package.ts'
import { serveHooks } from '../support/serve-hooks.ts'
import { enough, type Hook, type Kind, waitMs } from '../support/work.ts'

type Work = (kind: Kind, hook: Hook) => Promise<void>

interface Dbos {
  readonly DBOS: {
    readonly workflowID: string | undefined
    setConfig(config: Readonly<Record<string, unknown>>): void
    launch(): Promise<void>
    registerWorkflow(work: Work, config: { name: string }): Work
    startWorkflow(work: Work): (...input: Parameters<Work>) => Promise<unknown>
    runStep(step: () => Promise<void>, config: { name: string }): Promise<void>
    sleep(milliseconds: number): Promise<void>
  }
}

const { DBOS } = await loadPackage<Dbos>('@dbos-inc/dbos-sdk')
const { insertRow, call } = createEffects()

const react = DBOS.registerWorkflow(
  async (kind, hook) => {
    if (hook.amount < enough) return
    const id = DBOS.workflowID ?? ''
    await DBOS.runStep(() => insertRow(id, hook), { name: 'row' })
    if (kind === 'wait') await DBOS.sleep(waitMs)
    await DBOS.runStep(() => call(hook), { name: 'call' })
  },
  { name: 'react' },
)
DBOS.setConfig({
  name: 'bench',
  applicationVersion: '1',
  executorID: process.env['EXECUTOR'],
  systemDatabaseUrl: process.env['DATABASE_URL'],
  systemDatabasePoolSize: 20,
  logLevel: 'error',
})
await DBOS.launch()
serveHooks((kind, hook) => DBOS.startWorkflow(react)(kind, hook))

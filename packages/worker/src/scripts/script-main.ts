import type { QuickJSSyncVariant } from 'quickjs-emscripten-core'
import type { ScriptCall } from './protocol.ts'
import { runScript } from './sandbox.ts'

/** The process in which scripts run, one at a time: without the platform's variables, and with no more of the machine than its own code. */
const [core = '', variant = ''] = process.argv.slice(2)
const { newQuickJSWASMModuleFromVariant, Scope } = (await import(core)) as typeof import('quickjs-emscripten-core')
const { default: engineVariant } = (await import(variant)) as { default: QuickJSSyncVariant }
const engine = { module: await newQuickJSWASMModuleFromVariant(engineVariant), Scope }

/** Of this thread alone where Node tells it: garbage of the host is not the script's doing. */
const usedMs = () => {
  const { user, system } = process.threadCpuUsage?.() ?? process.cpuUsage()
  return (user + system) / 1_000
}

process.on('disconnect', () => process.exit(0))
process.on('SIGINT', () => undefined)
process.on('message', (call: ScriptCall) => {
  const said = runScript(engine, call, usedMs)
  process.send?.(said, undefined, {}, () => {
    if (said.last) process.exit(0)
  })
})
process.send?.('ready')

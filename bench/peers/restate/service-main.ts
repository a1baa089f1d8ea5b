import { createEffects } from '../support/effects.ts'
import { loadPackage } from '../support/load-package.ts'
import { enough, type Hook, waitMs } from '../support/work.ts'

interface RestateContext {
  request(): { readonly id: string }
  run(name: string, step: () => Promise<void>): Promise<void>
  sleep(milliseconds: number): Promise<void>
}

interface RestateSdk {
  service(definition: {
    name: string
    handlers: Readonly<Record<string, (context: RestateContext, hook: Hook) => Promise<void>>>
  }): unknown
  serve(options: { services: readonly unknown[]; port: number }): Promise<unknown>
}

const { service, serve } = await loadPackage<RestateSdk>('@restatedev/restate-sdk')
const { insertRow, call } = createEffects()

async function react(context: RestateContext, hook: Hook, pause: number): Promise<void> {
  if (hook.amount < enough) return
  const { id } = context.request()
  await context.run('row', () => insertRow(String(id), hook))
  if (pause > 0) await context.sleep(pause)
  await context.run('call', () => call(hook))
}

const orders = service({
  name: 'orders',
  handlers: {
    immediate: (context, hook) => react(context, hook, 0),
    wait: (context, hook) => react(context, hook, waitMs),
  },
})
await serve({ services: [orders], port: Number(process.env['PORT']) })
console.log('{"msg":"ready"}')

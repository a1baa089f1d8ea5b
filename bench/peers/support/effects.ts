import postgres from 'postgres'
import { type Hook, titleOf } from './work.ts'

/** What a peer's own code does: the row and the call, as its user would write them. */
export interface Effects {
  /** @param id of the attempt's work: writing the same again changes nothing */
  insertRow(id: string, hook: Hook): Promise<void>
  call(hook: Hook): Promise<void>
}

export function createEffects(): Effects {
  const sql = postgres(process.env['DATABASE_URL'] ?? '', { max: 10, onnotice: () => {} })
  const receiver = process.env['RECEIVER'] ?? ''
  return {
    async insertRow(id, { key }) {
      await sql`insert into task (id, title) values (${id}, ${titleOf(key)}) on conflict do nothing`
    },
    async call({ key }) {
      const response = await fetch(receiver, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ key }),
      })
      await response.arrayBuffer()
      if (!response.ok) throw new Error(`the receiver answered ${response.status}`)
    },
  }
}

import { randomUUID } from 'node:crypto'
import type postgres from 'postgres'

/** Tables that carry as little as the work allows: no row-level security, no indexes but the keys. */
export async function makeBareTables(sql: postgres.Sql, workspaces: number): Promise<void> {
  await sql.unsafe(`
    create table bare_heads (workspace int primary key, seq bigint not null) with (fillfactor = 50);
    create table bare_commands (workspace int, id uuid, primary key (workspace, id));
    create table bare_tasks (workspace int, id uuid, title text not null, primary key (workspace, id));
    create table bare_events (workspace int, seq bigint, type text not null, data jsonb not null, primary key (workspace, seq));
    insert into bare_heads select n, 0 from generate_series(0, ${workspaces - 1}) n;
  `)
}

/** The least that a numbered log costs: one row and the next number, in a transaction. */
export async function insertRow(sql: postgres.Sql, workspace: number): Promise<void> {
  const id = randomUUID()
  await sql.begin((tx) => [
    tx`insert into bare_tasks (workspace, id, title) values (${workspace}, ${id}, 'A task')`,
    tx`update bare_heads set seq = seq + 1 where workspace = ${workspace}`,
  ])
}

/** What a reaction does at the least: refuse a repetition, make a task, number and log an event. */
export async function react(sql: postgres.Sql, workspace: number, commandId: string): Promise<void> {
  const id = randomUUID()
  const data = { task: { id, title: 'Follow up: a task', projectId: id, status: 'unstarted', tags: [] } }
  await sql.begin((tx) => [
    tx`insert into bare_commands (workspace, id) values (${workspace}, ${commandId})`,
    tx`insert into bare_tasks (workspace, id, title) values (${workspace}, ${id}, 'Follow up: a task')`,
    tx`
      with head as (update bare_heads set seq = seq + 1 where workspace = ${workspace} returning seq)
      insert into bare_events (workspace, seq, type, data) select ${workspace}, seq, 'task.created', ${tx.json(data)} from head`,
  ])
}

/** The page before the first route. */
export const description = `Everything that Orchestrator does can be done here.

**Authentication.** \`Authorization: Bearer orc_…\`. A key acts for one member of one workspace and may be narrowed to some permissions. \`npm start\` prints the first one, \`orchestrator key create\` and \`POST /v1/api-keys\` make more. What each role may do is in the guide to the HTTP API (\`docs/http-api.md\`).

**Writes** are commands: each is accepted or refused as a whole and becomes events. Send an \`Idempotency-Key\` (any text of your own, at most 255 characters) and repeat the request as often as you like: it has one effect, and you get the first answer again with \`Idempotency-Replayed: true\`. The same key with another body is a 409 \`command_conflict\`. \`Command-Id\` in the answer names the command.

**Versions.** An entity’s \`ETag\` is its version. Send it as \`If-Match\` with a PATCH, and a field that somebody else changed meanwhile is a 409 \`version_conflict\`; changes of different fields are merged.

**Lists** are \`{ items, nextCursor }\`. Pass \`nextCursor\` as \`cursor\` for the next page; nothing is missed or repeated while others write. An unknown parameter is a 400.

**Problems** are \`application/problem+json\` (RFC 9457). Depend on \`code\` and on \`errors[].path\`, not on texts.

**Limits.** \`RateLimit-*\` headers tell how much of the key’s limit is left; past it comes a 429 with \`Retry-After\`. A JSON body may have 2 MiB, a webhook 1 MiB, what a connected service sends 25 MiB.

**Times** are ISO 8601 in UTC with milliseconds, days \`YYYY-MM-DD\`, ids UUIDs.`

/** The chapters of the reference, in their order. */
export const tags = [
  { name: 'Workspace', description: 'The workspace that the API key belongs to.' },
  { name: 'Members', description: 'Who is in the workspace, and as what.' },
  { name: 'Projects', description: 'Projects, and roles in a project in place of the workspace role.' },
  { name: 'Tasks', description: 'Pieces of work.' },
  { name: 'Time', description: 'Time that members have worked on tasks, and their running timers.' },
  { name: 'Cycles', description: 'Stretches of time (sprints) in which a project works on what it planned for them.' },
  { name: 'Milestones', description: 'Points that a project wants to reach.' },
  {
    name: 'Task links',
    description: 'Pull requests, branches, commits and addresses of a task, and files that were changed for it.',
  },
  { name: 'Task relations', description: 'Which task blocks, duplicates, precedes or relates to which.' },
  { name: 'Comments', description: 'What people say about tasks.' },
  { name: 'Tags', description: 'Labels of tasks. A task’s new tag is made by itself.' },
  {
    name: 'States',
    description: 'Named states on the fixed categories triage, backlog, unstarted, started, completed and canceled.',
  },
  { name: 'Custom fields', description: 'Fields of your own on tasks.' },
  { name: 'API keys', description: 'Keys for programs.' },
  { name: 'Series', description: 'Work that comes again: recurring tasks.' },
  {
    name: 'Templates',
    description: 'Tasks, projects and workflows that are made again and again, with variables and relative dates.',
  },
  { name: 'Rules', description: 'Automations as data: when an event, if a condition, then actions.' },
  {
    name: 'Automation suggestions',
    description: 'Automations for what people do by hand again and again, found in the log and tried on it.',
  },
  { name: 'Playbooks', description: 'Automations as TypeScript files, installed by deploying their folder.' },
  { name: 'Deployments', description: 'Playbooks put in force over the API, from a repository of their own.' },
  { name: 'Schedules', description: 'When rules, playbooks and series start again and again.' },
  { name: 'Webhooks', description: 'Addresses at which other services deliver.' },
  { name: 'Connections', description: 'Services that the workspace is connected to, such as GitHub or Jira.' },
  { name: 'Mappings', description: 'Projects that are kept in step with repositories, boards, databases or channels.' },
  { name: 'User links', description: 'Which members people of connected services are.' },
  { name: 'Sync conflicts', description: 'Fields that both sides changed, for which a person decides.' },
  {
    name: 'Models',
    description:
      'Language models that this installation may ask, which of them a task is given to, what they cost and may cost.',
  },
  { name: 'Outgoing webhooks', description: 'Addresses of other services to which events are sent.' },
  { name: 'Notifications', description: 'Your own inbox, and how you are told.' },
  { name: 'Deliveries', description: 'What was sent to other services, and what came of it.' },
  { name: 'Runs', description: 'What automations have done, and why.' },
  {
    name: 'Agents',
    description: 'Who can be asked in words: instructions for a model, its tools, what it may propose.',
  },
  { name: 'Agent runs', description: 'What agents were asked, what they did, and what they answered.' },
  { name: 'Approvals', description: 'Questions to people on which something waits.' },
  { name: 'Patches', description: 'Changes that somebody proposes instead of making them.' },
  {
    name: 'Learning',
    description: 'What people accept of what is proposed to them, and what is expected of the next.',
  },
  {
    name: 'Preferences',
    description: 'How people want proposals to be, as they said it or as their decisions show it.',
  },
  { name: 'Commands', description: 'Many changes at once, all or none.' },
  { name: 'Events', description: 'The log of all that happened.' },
  { name: 'Service', description: 'The process itself.' },
]

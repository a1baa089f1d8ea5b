import type { SlackCall } from './call.ts'
import type { Nobody } from './people.ts'

/** Why somebody can do nothing from here, and what to do about it. */
export function nobodyInWords({ app, userId }: Pick<SlackCall, 'app' | 'userId'>, why: Nobody): string {
  const byHand = `link you by hand: your id is \`${userId}\`, the connection’s is \`${app.connection.id}\`.`
  switch (why) {
    case 'unvouched':
      return 'Only who has connected this workspace of Slack may do anything from here: they may not say who others are. Ask an admin to connect it anew.'
    case 'left':
      return 'You are no member of this workspace any more. Ask an admin if that is wrong.'
    case 'refused':
      return `I may not ask Slack who you are. Ask an admin to give the app the scopes \`users:read\` and \`users:read.email\` and to install it again, or to ${byHand}`
    case 'unknown':
      return `Slack does not tell me who you are: for it you are nobody of the workspace in which the app is. Ask an admin to ${byHand}`
    case 'no_address':
      return `You are nobody here yet: Slack tells me no e-mail address of you that it has confirmed. Ask an admin to give the app the scope \`users:read.email\` if it lacks that, or to ${byHand}`
    case 'no_member':
      return `You are nobody here yet: Slack’s e-mail address of you is no member’s of this workspace. Ask an admin to add you with it, or to ${byHand}`
  }
}

export * from './app-deliveries.ts'
export * from './messages.ts'
export {
  addressesOf,
  linkedMember,
  linkedUsers,
  membersCalled,
  memberWithEmail,
  nameOfMember,
  roleOfMember,
  type SlackMember,
  zoneOfMember,
} from './people.ts'
export { namesAround, type ProjectToChoose, projectOfSlackChannel, projectsToChoose, statesToChoose } from './places.ts'
export * from './read-log.ts'
export * from './replies.ts'

/** What the panel needs once there is something to say: fetched beside it, after the first picture stands. */
export { createVisitorClient } from '../../src/client/visitor-client.ts'
export { createLog } from './log.ts'
export { createSound } from './sound.ts'
export { createWait } from './wait.ts'

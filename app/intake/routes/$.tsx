import { refusal } from '../refuse.ts';

/** Every address that is no page, whatever the method. Console paths are among them: nothing of the console is in this process. */
export function loader(): never {
  throw refusal('notFound');
}
export const action = loader;

/** A page, so that the refusal is shown as one. */
export default function Nowhere() {
  return null;
}

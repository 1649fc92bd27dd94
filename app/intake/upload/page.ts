/** The files page with a script: chosen files start at once. Without it the same form does the work. */
import { find, openList, readWords } from './rows.ts';

const input = find<HTMLInputElement>('#file');
const queue = openList(readWords(), 'evidence');

function sendChosen(): void {
  for (const file of input.files ?? []) void queue(file);
  input.value = ''; // the same file can be chosen again, and the form does not send it a second time
}
input.addEventListener('change', sendChosen);
sendChosen(); // on a slow line somebody may have chosen before this script was here

/** The files page with a script: files that are chosen, dropped or made with the camera start at once. Without it the same form does the work. */
import { takeDropped } from './drop.ts';
import { openList } from './rows.ts';
import { find, readWords } from './words.ts';

const queue = openList(readWords(), 'evidence');

for (const input of document.querySelectorAll<HTMLInputElement>('#files input[type="file"]')) {
  const sendChosen = (): void => {
    for (const file of input.files ?? []) void queue(file);
    input.value = ''; // the same file can be chosen again, and the form does not send it a second time
  };
  input.addEventListener('change', sendChosen);
  sendChosen(); // on a slow line somebody may have chosen before this script was here
}
takeDropped(find('#files'), (dropped) => {
  for (const { file, isFolder } of dropped) void queue(file, isFolder);
});

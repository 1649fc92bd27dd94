/** The English catalogue, from which every other is translated: one file an area of the pages. Its keys are the type of every key. */
import abuse from './en/abuse.json' with { type: 'json' };
import check from './en/check.json' with { type: 'json' };
import common from './en/common.json' with { type: 'json' };
import files from './en/files.json' with { type: 'json' };
import follow from './en/follow.json' with { type: 'json' };
import labels from './en/labels.json' with { type: 'json' };
import notice from './en/notice.json' with { type: 'json' };
import people from './en/people.json' with { type: 'json' };
import questions from './en/questions.json' with { type: 'json' };
import receipt from './en/receipt.json' with { type: 'json' };
import start from './en/start.json' with { type: 'json' };

export const english = {
  ...common,
  ...start,
  ...questions,
  ...people,
  ...files,
  ...check,
  ...receipt,
  ...follow,
  ...labels,
  ...notice,
  ...abuse,
};

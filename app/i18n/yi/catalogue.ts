/** Yiddish: one file an area, as in English, and the labels of the vocabularies. */
import type { Texts } from '../catalogues.ts';
import abuse from './abuse.json' with { type: 'json' };
import check from './check.json' with { type: 'json' };
import common from './common.json' with { type: 'json' };
import files from './files.json' with { type: 'json' };
import follow from './follow.json' with { type: 'json' };
import labels from './labels.json' with { type: 'json' };
import notice from './notice.json' with { type: 'json' };
import people from './people.json' with { type: 'json' };
import questions from './questions.json' with { type: 'json' };
import receipt from './receipt.json' with { type: 'json' };
import start from './start.json' with { type: 'json' };
import terms from './terms.json' with { type: 'json' };

export const texts: Texts = {
  ...abuse,
  ...check,
  ...common,
  ...files,
  ...follow,
  ...labels,
  ...notice,
  ...people,
  ...questions,
  ...receipt,
  ...start,
  ...terms,
};

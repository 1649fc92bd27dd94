/** Where in the state: counties of New York, the boroughs under the names people use. Keys are stored; the labels of keys marked here are the same in every language. */
const otherCounties = [
  'Albany', 'Allegany', 'Broome', 'Cattaraugus', 'Cayuga', 'Chautauqua', 'Chemung', 'Chenango', 'Clinton', 'Columbia', 'Cortland', 'Delaware', 'Dutchess', 'Erie', 'Essex',
  'Franklin', 'Fulton', 'Genesee', 'Greene', 'Hamilton', 'Herkimer', 'Jefferson', 'Lewis', 'Livingston', 'Madison', 'Monroe', 'Montgomery', 'Nassau', 'Niagara', 'Oneida',
  'Onondaga', 'Ontario', 'Orange', 'Orleans', 'Oswego', 'Otsego', 'Putnam', 'Rensselaer', 'Rockland', 'St. Lawrence', 'Saratoga', 'Schenectady', 'Schoharie', 'Schuyler',
  'Seneca', 'Steuben', 'Suffolk', 'Sullivan', 'Tioga', 'Tompkins', 'Ulster', 'Warren', 'Washington', 'Wayne', 'Westchester', 'Wyoming', 'Yates',
] as const; // prettier-ignore

const boroughs = { bronx: 'Bronx', kings: 'Brooklyn', new_york: 'Manhattan', queens: 'Queens', richmond: 'Staten Island' } as const;

/** County key → label, boroughs first. `outside` and `unknown` have sentences of their own in the catalogues. */
export const counties: Readonly<Record<string, string>> = {
  ...boroughs,
  ...Object.fromEntries(otherCounties.map((name) => [name.toLowerCase().replaceAll(/[^a-z]+/g, '_'), name])),
};
export const countyKeys: readonly string[] = [...Object.keys(counties), 'outside', 'unknown'];

/** Time zones of the United States, IANA name → what people call them. The first is the office's own. */
export const zones: Readonly<Record<string, string>> = {
  'America/New_York': 'Eastern Time (New York)',
  'America/Chicago': 'Central Time',
  'America/Denver': 'Mountain Time',
  'America/Phoenix': 'Arizona',
  'America/Los_Angeles': 'Pacific Time',
  'America/Anchorage': 'Alaska',
  'Pacific/Honolulu': 'Hawaii',
  'America/Puerto_Rico': 'Puerto Rico',
};
export const zoneKeys: readonly string[] = Object.keys(zones);

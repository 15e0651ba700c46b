//! The watched words, and the harmless phrases that contain them.
//!
//! Words are separated by commas and written with their accents; inflected forms are written out,
//! except the plural in `s`, which is understood for every word. The longest phrase wins.
//!
//! Left out on purpose, because they mostly mean something else: `vol` (flight), `fou`, `étranger`,
//! `noir`, `ordure`, `sauvage` (depositing rubbish), `enceinte` (loudspeaker), `dément` (denies),
//! `détenu` (a setting of ours), `racket` (English: noise), and the languages taught at every
//! school.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::Category;
use super::fold::{Word, fold};

const DIAGNOSIS_FR: &str = "schizophrène, schizophrénie, schizo, bipolaire, bipolarité, dépression, \
    dépressif, dépressive, maniaco dépressif, maniaco dépressive, antidépresseur, neuroleptique, \
    psychotique, psychose, névrosé, névrosée, névrose, paranoïaque, paranoïa, parano, \
    psychopathe, sociopathe, borderline, hystérique, pervers narcissique, perverse narcissique, \
    mythomane, autiste, autisme, autistique, trisomique, trisomie, hyperactif, hyperactive, tdah, \
    déficient mental, déficiente mentale, handicapé mental, handicapée mentale, malade mental, \
    malade mentale, maladie mentale, trouble mental, troubles mentaux, trouble psychique, \
    trouble psychiatrique, suivi psychiatrique, suivie en psychiatrie, suivi en psychiatrie, \
    hospitalisation psychiatrique, hospitalisé en psychiatrie, hospitalisée en psychiatrie, \
    interné, internée, traitement psychiatrique, démence, démente, sénile, alzheimer, parkinson, \
    anorexique, anorexie, boulimique, boulimie, toxicomane, toxicomanie, toxico, addict, drogué, \
    droguée, junkie, héroïnomane, cocaïnomane, alcoolique, alcoolisme, alcoolo, ivrogne, \
    séropositif, séropositive, séropositivité, sida, vih, hépatite, cirrhose, tuberculose, \
    tuberculeux, tuberculeuse, cancer, cancéreux, cancéreuse, tumeur, leucémie, chimiothérapie, \
    diabète, diabétique, épilepsie, épileptique, sclérose en plaques";

const DIAGNOSIS_EN: &str = "schizophrenic, schizophrenia, bipolar, depression, depressed, depressive, \
    psychotic, psychosis, neurotic, paranoid, paranoia, psychopath, sociopath, borderline, autistic, \
    autism, adhd, mentally ill, mental illness, mental disorder, dementia, senile, anorexic, \
    bulimic, drug addict, addict, addicted, junkie, alcoholic, alcoholism, hiv, hiv positive, \
    hepatitis, tuberculosis, cancer, leukaemia, leukemia, tumour, tumor, diabetic, diabetes, \
    epileptic, epilepsy, multiple sclerosis";

const OFFENCE_FR: &str = "voleur, voleuse, cambriolage, cambrioleur, cambrioleuse, cambriolé, \
    cambriolée, cambrioler, viol, violeur, violeuse, violée, agression sexuelle, agresseur sexuel, \
    agresseurs sexuels, agressé sexuellement, agressée sexuellement, abus sexuel, abus sexuels, \
    attouchement, pédophile, pédophilie, pédocriminel, pédocriminelle, inceste, incestueux, \
    incestueuse, agresseur, harceleur, harceleuse, dealer, dealeur, dealeuse, deale, dealent, \
    dealait, dealaient, trafiquant, trafiquante, narcotrafic, narcotrafiquant, trafic de drogue, \
    trafic de stupéfiant, trafic de cannabis, trafic de cocaïne, trafic de crack, trafic d'arme, \
    vente de drogue, stupéfiants, délinquant, délinquante, délinquance, multirécidiviste, \
    récidiviste, criminel, criminelle, criminalité, délit, malfaiteur, repris de justice, casier \
    judiciaire, garde à vue, mis en examen, mise en examen, condamné, condamnée, condamnation, \
    bracelet électronique, incarcéré pour, incarcérée pour, motif d'incarcération, recel, receleur, \
    receleuse, escroc, escroquerie, escroquer, arnaqueur, arnaqueuse, fraudeur, fraudeuse, \
    meurtre, meurtrier, meurtrière, assassin, assassinat, homicide, proxénète, proxénétisme, \
    braquage, braqueur, braqueuse, racketteur, racketteuse, pyromane, casseur, casseuse, terroriste, \
    terrorisme, radicalisé, radicalisée";

const OFFENCE_EN: &str = "thief, thieves, theft, burglar, burglary, burglaries, burgled, robber, \
    robbery, robberies, mugger, rape, raped, rapist, sexual assault, sexually assaulted, sexual \
    abuse, sexually abused, paedophile, pedophile, child molester, incest, drug dealer, drug \
    dealing, drug trafficking, drug trafficker, deals drugs, dealing drugs, sells drugs, \
    selling drugs, trafficker, delinquent, delinquency, criminal, criminal record, convict, \
    convicted, felon, offender, repeat offender, fraudster, scammer, swindler, murder, murderer, \
    homicide, pimp, arsonist, terrorist, terrorism, receiving stolen goods";

const ORIGIN_FR: &str = "arabe, maghrébin, maghrébine, berbère, kabyle, africain, africaine, algérien, \
    algérienne, marocain, marocaine, tunisien, tunisienne, libyen, libyenne, égyptien, égyptienne, \
    malien, malienne, sénégalais, sénégalaise, ivoirien, ivoirienne, guinéen, guinéenne, \
    camerounais, camerounaise, congolais, congolaise, nigérian, nigériane, somalien, somalienne, \
    soudanais, soudanaise, érythréen, érythréenne, éthiopien, éthiopienne, comorien, comorienne, \
    malgache, antillais, antillaise, mahorais, mahoraise, haïtien, haïtienne, brésilien, \
    brésilienne, turc, turque, kurde, syrien, syrienne, irakien, irakienne, iranien, iranienne, \
    libanais, libanaise, palestinien, palestinienne, israélien, israélienne, afghan, afghane, \
    pakistanais, pakistanaise, indien, indienne, bangladais, bangladaise, sri lankais, \
    sri lankaise, tamoul, tamoule, chinois, chinoise, vietnamien, vietnamienne, cambodgien, \
    cambodgienne, asiatique, roumain, roumaine, bulgare, albanais, albanaise, kosovar, kosovare, \
    serbe, bosniaque, tchétchène, russe, ukrainien, ukrainienne, polonais, polonaise, géorgien, \
    géorgienne, arménien, arménienne, moldave, portugais, portugaise, rom, romani, gitan, gitane, \
    manouche, tsigane, tzigane, gens du voyage, juif, juive, israélite, musulman, musulmane, \
    islamiste, salafiste, islam, catholique, chrétien, chrétienne, évangélique, bouddhiste, hindou, \
    hindoue, sikh, témoin de jéhovah, femme voilée, fille voilée, immigré, immigrée, immigrant, \
    immigrante, migrant, migrante, réfugié, réfugiée, clandestin, clandestine, sans papiers, \
    demandeur d'asile, demandeuse d'asile, situation irrégulière, oqtf, origine étrangère, \
    nationalité étrangère, homme de couleur, femme de couleur, personne de couleur, gens de couleur, \
    rebeu, renoi, beur, beurette, feuj, ethnie";

const ORIGIN_EN: &str = "arab, north african, african, algerian, moroccan, tunisian, libyan, egyptian, \
    malian, senegalese, ivorian, guinean, cameroonian, congolese, nigerian, somali, sudanese, \
    eritrean, ethiopian, haitian, brazilian, turk, turkish, kurd, kurdish, syrian, iraqi, iranian, \
    lebanese, palestinian, israeli, afghan, pakistani, bangladeshi, tamil, chinese, vietnamese, \
    cambodian, asian, romanian, bulgarian, albanian, serbian, bosnian, chechen, russian, ukrainian, \
    georgian, armenian, portuguese, roma, romany, gypsy, gypsies, jew, jewish, muslim, islamist, \
    islam, catholic, buddhist, hindu, sikh, immigrant, migrant, refugee, asylum seeker, illegal \
    alien, undocumented, person of colour, people of colour, person of color, people of color";

const INSULT_FR: &str = "connard, connasse, conne, sale con, gros con, petit con, vieux con, salope, \
    salopard, salaud, pute, fils de pute, putain de, pétasse, pouffiasse, enculé, enculée, enfoiré, \
    enfoirée, bâtard, bâtarde, abruti, abrutie, crétin, crétine, débile, imbécile, idiot, idiote, \
    taré, tarée, cinglé, cinglée, mongolien, mongolienne, attardé, attardée, cassos, cas soc, \
    racaille, voyou, vermine, raclure, pouilleux, pouilleuse, clochard, clocharde, boloss, pd, pédé, \
    gouine, tarlouze, travelo, nègre, négresse, bougnoule, bicot, youpin, youpine, bamboula, \
    chinetoque, romanichel, poivrot, poivrote, feignasse";

const INSULT_EN: &str = "bastard, bitch, whore, slut, asshole, arsehole, cunt, wanker, motherfucker, \
    fucker, moron, idiot, imbecile, retard, retarded, scum, thug, scumbag, lowlife, nutter, nutcase, \
    faggot, dyke, tranny, nigger, paki, chink, pikey, wog";

/// Phrases that hold a watched word and speak of no person.
const HARMLESS: &str = "cd rom, téléphone arabe, tête de turc, toilettes turques, café turc, \
    montagnes russes, frelon asiatique, moustique tigre asiatique, casse tête chinois, été indien, \
    prévention de la délinquance, lutte contre la délinquance, porte condamnée, entrée condamnée, \
    fenêtre condamnée, cave condamnée, local condamné, accès condamné, ascenseur condamné, \
    passage condamné, établissement catholique, école catholique, collège catholique, \
    lycée catholique, secours catholique, secours islamique, alcooliques anonymes, ligue contre le \
    cancer, centre contre le cancer, wild asian hornet, asian hornet, great depression";

const ANNOUNCE_A_LANGUAGE: [&str; 22] = [
    "en",
    "langue",
    "langues",
    "parle",
    "parlent",
    "parler",
    "parlait",
    "parlaient",
    "parlant",
    "comprend",
    "comprennent",
    "lit",
    "traduit",
    "traduction",
    "interprete",
    "cours",
    "speak",
    "speaks",
    "speaking",
    "spoke",
    "in",
    "language",
];

/// What stands at the beginning of some words.
pub(super) struct Found {
    /// `None` for a harmless phrase.
    pub category: Option<Category>,
    /// How many words it takes.
    pub length: usize,
}

struct Term {
    words: Vec<String>,
    category: Option<Category>,
    /// English words have no accents, so that a French word which folding turns into an English
    /// one (`râpé`) is not taken for it.
    plain_only: bool,
}

/// Terms by their first word.
static LEXICON: LazyLock<HashMap<String, Vec<Term>>> = LazyLock::new(|| {
    let lists = [
        (DIAGNOSIS_FR, Some(Category::Diagnosis), false),
        (DIAGNOSIS_EN, Some(Category::Diagnosis), true),
        (OFFENCE_FR, Some(Category::Offence), false),
        (OFFENCE_EN, Some(Category::Offence), true),
        (ORIGIN_FR, Some(Category::Origin), false),
        (ORIGIN_EN, Some(Category::Origin), true),
        (INSULT_FR, Some(Category::Insult), false),
        (INSULT_EN, Some(Category::Insult), true),
        (HARMLESS, None, false),
    ];
    let mut lexicon: HashMap<String, Vec<Term>> = HashMap::new();
    for (list, category, plain_only) in lists {
        for phrase in list.split(',') {
            let words: Vec<String> = phrase
                .split(|symbol: char| symbol.is_whitespace() || symbol == '\'')
                .filter(|word| !word.is_empty())
                .map(fold)
                .collect();
            if let Some(first) = words.first() {
                lexicon.entry(first.clone()).or_default().push(Term {
                    words,
                    category,
                    plain_only,
                });
            }
        }
    }
    lexicon
});

/// The longest term that these words begin with.
pub(super) fn longest_at(words: &[Word]) -> Option<Found> {
    let first = words.first()?.folded.as_str();
    let singular = first.strip_suffix('s');
    [Some(first), singular]
        .into_iter()
        .flatten()
        .filter_map(|word| LEXICON.get(word))
        .flatten()
        .filter(|term| term.begins(words))
        .max_by_key(|term| term.words.len())
        .map(|term| Found {
            category: term.category,
            length: term.words.len(),
        })
}

/// Whether a word like "speaks" or "in" makes the next one a language.
pub(super) fn announces_a_language(word: &str) -> bool {
    ANNOUNCE_A_LANGUAGE.contains(&word)
}

impl Term {
    fn begins(&self, words: &[Word]) -> bool {
        words.len() >= self.words.len()
            && self.words.iter().zip(words).all(|(expected, word)| {
                let found = word.folded.as_str();
                (found == expected || found.strip_suffix('s') == Some(expected))
                    && (word.plain || !self.plain_only)
            })
    }
}

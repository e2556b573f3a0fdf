"""What Python makes of texts written by us, for the Rust crate's parity test."""
import json

import data as D
import join
from predict import predict

TEXTS = [
    'Harbour board: Old ferry “not safe”\n\nThe old ferry must not sail again, said Ana Ruiz, the deputy premier.\n\n“We looked at every plate,” '
    'she told reporters on Tuesday. “There is nothing left to repair.”\n\nA report by the board says that the hull has thinned by a third. '
    'The owner, Lund Lines, denied that it knew of the damage.',
    "''I never asked for it,'' Mr. Okafor said. ''They sent it.''\n\nAccording to two people who saw the letter, it promised $4.5 million.\n\n"
    'Critics fear the plan would cost jobs, and the union wants it stopped.',
    'Résumé: naïve café talk\n\nMi\u00adnister\u200b Zoë Brandt – “the boss’s boss” – wrote: "Let’s wait. It isn\'t over.”\n\n'
    '«Мы готовы», — сказал он. „Wir sind bereit“, sagte sie. 东京 said nothing.',
    '“This is the first paragraph of what she said.\n\n“And this is the second,” said the judge, who asked not to be named.\n\nQ: Why now?\n\nA: Because '
    'nobody else would.',
]

MULTILINGUAL_TEXTS = [
    'Hafenamt: Alte Fähre „nicht sicher“\n\nDie alte Fähre dürfe nicht mehr auslaufen, sagte Anna Reiß, die stellvertretende Ministerpräsidentin. „Wir '
    'haben jede Platte geprüft“, erklärte sie am Dienstag. „Da ist nichts mehr zu retten.“\n\nNach Angaben der Reederei wusste niemand davon.',
    '«Ми оглянули кожен лист обшивки», — сказала віцепрем’єрка Олена Гай. За її словами, корпус став тоншим на третину.\n\nВласник заперечив, що знав '
    'про пошкодження.',
    '«Мы осмотрели каждый лист», — заявила Елена Гай журналистам. По словам представителя завода, ремонт обойдётся в 4,5 млн.\n\nПрофсоюз потребовал '
    'остановить паром.',
    '« Il n’y a plus rien à réparer », a déclaré Anne Roux, la vice-présidente. Selon deux personnes qui ont lu la lettre, elle promettait 4,5 millions '
    'd’euros.\n\nL’armateur a nié qu’il l’ait su : « Personne ne nous l’a dit. »',
    '«No queda nada que reparar», dijo Ana Ruiz, la vicepresidenta. Según el informe, el casco ha perdido un tercio.\n\nEl dueño negó que lo supiera. '
    '—¿Y ahora? —preguntó un pasajero. Mi\u00adnis\u200btra Zoë… ﬁn № 5 ½ 东京 🧑‍🚀',
]


def write(path, texts, model, pieces, settings):
    cases = []
    for k, text in enumerate(texts):
        doc = D.Doc({'id': str(k), 'text': text}, pieces)
        found = predict(model, [doc], pieces, bf16=False)[0]
        told = join.join(doc, found, settings['confidence'], settings['threshold'])
        cases.append({'text': text, 'words': [[s, e] for s, e, _ in doc.words], 'paragraphs': doc.paragraph, 'quotation': doc.quote,
                      'pieces': doc.pieces, 'candidates': [[c['anchor'], round(c['tag'], 3), round(c['verify'], 3), c['meant']] for c in found],
                      'attributions': join.attributions(doc, told)})
    with open(path, 'w', encoding='utf-8') as f:
        json.dump(cases, f, ensure_ascii=False, indent=1)

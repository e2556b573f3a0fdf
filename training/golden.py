"""What Python makes of texts written by us, for the Rust crate's parity test."""
import json
from pathlib import Path

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


def write(folder, model, pieces, settings):
    cases = []
    for k, text in enumerate(TEXTS):
        doc = D.Doc({'id': str(k), 'text': text}, pieces)
        found = predict(model, [doc], pieces, bf16=False)[0]
        told = join.join(doc, found, settings['confidence'], settings['threshold'])
        cases.append({'text': text, 'words': [[s, e] for s, e, _ in doc.words], 'paragraphs': doc.paragraph, 'quotation': doc.quote,
                      'pieces': doc.pieces, 'candidates': [[c['anchor'], round(c['tag'], 3), round(c['verify'], 3)] for c in found],
                      'attributions': join.attributions(doc, told)})
    with open(Path(folder, 'golden.json'), 'w', encoding='utf-8') as f:
        json.dump(cases, f, ensure_ascii=False, indent=1)

"""A question of every kind, as authors write them, with drawn values where there are any."""

from __future__ import annotations

from typing import Any

WHY = {"en": "It leaves your purse.", "ur": "یہ جیب سے جاتی ہے۔"}

EXAMPLES: dict[str, dict[str, Any]] = {
    "single-choice": {
        "kind": "single-choice",
        "text": {"en": "What belongs to the costs?", "ur": "خرچ میں کیا شامل ہے؟"},
        "choices": [
            {"text": {"en": "All hours", "ur": "سب گھنٹے"}, "right": True},
            {"text": {"en": "Nothing", "ur": "کچھ نہیں"}},
        ],
    },
    "multiple-choice": {
        "kind": "multiple-choice",
        "text": {"en": "Which of these are **costs**?", "ur": "ان میں سے کون سے **خرچ** ہیں؟"},
        "choices": [
            {"text": {"en": "Fees", "ur": "فیس"}, "right": True},
            {"text": {"en": "Data", "ur": "ڈیٹا"}, "right": True},
            {"text": {"en": "Praise", "ur": "تعریف"}},
        ],
    },
    "true-false": {
        "kind": "true-false",
        "text": {"en": "A fee is a cost.", "ur": "فیس بھی خرچ ہے۔"},
        "answer": True,
        "if_false": WHY,
    },
    "numeric": {
        "kind": "numeric",
        "text": {"en": "How far is the hub from the station?", "ur": "حب اسٹیشن سے کتنی دور ہے؟"},
        "answer": "1500",
        "tolerance_percent": 5,
        "units": ["m", {"unit": "km", "factor": 1000}, {"unit": "کلومیٹر", "factor": 1000}],
        "unit_needed": True,
    },
    "calculated": {
        "kind": "calculated",
        "text": {
            "en": "Of USD {price}, 20 % is kept. How much is left?",
            "ur": "{price} ڈالر میں سے 20 فیصد کٹتا ہے۔ کتنے بچے؟",
        },
        "draw": {"price": {"from": 20, "to": 100, "step": 5}},
        "answer": "price * 0.8",
        "tolerance": "0.01",
        "unit": {"en": "USD", "ur": "ڈالر"},
    },
    "short-text": {
        "kind": "short-text",
        "text": {"en": "What shows your best work?", "ur": "آپ کا بہترین کام کیا دکھاتا ہے؟"},
        "accept": ["portfolio", "پورٹ فولیو", {"text": "folio*", "share": "1/2", "feedback": WHY}],
    },
    "matching": {
        "kind": "matching",
        "text": {"en": "Who does what?", "ur": "کون کیا کرتا ہے؟"},
        "rows": [
            {
                "prompt": {"en": "Pays for the work", "ur": "کام کے پیسے دیتا ہے"},
                "match": {"en": "Client", "ur": "کلائنٹ"},
            },
            {
                "prompt": {
                    "en": "Does the work and answers for it until it is taken",
                    "ur": "کام کرتا ہے اور منظوری تک اس کا ذمہ دار ہے",
                },
                "match": {"en": "Freelancer", "ur": "فری لانسر"},
            },
            {
                "prompt": {"en": "Keeps a fee", "ur": "فیس رکھتی ہے"},
                "match": {"en": "Market", "ur": "مارکیٹ"},
            },
        ],
        "extra": [{"en": "Bank", "ur": "بینک"}],
    },
    "ordering": {
        "kind": "ordering",
        "text": {"en": "In which order do you work?", "ur": "آپ کس ترتیب سے کام کرتے ہیں؟"},
        "items": [
            {"en": "Read the order twice", "ur": "آرڈر دو بار پڑھیں"},
            {"en": "Ask what is not clear", "ur": "جو واضح نہیں وہ پوچھیں"},
            {"en": "Do the work", "ur": "کام کریں"},
            {"en": "Deliver", "ur": "حوالے کریں"},
        ],
    },
    "cloze": {
        "kind": "cloze",
        "text": {"en": "Fill in the gaps.", "ur": "خالی جگہیں پُر کریں۔"},
        "passage": {
            "en": "The market keeps [[1]] % of each order. What is left is called [[2]]. It is paid"
            " out [[3]], once the client has taken the work.",
            "ur": "مارکیٹ ہر آرڈر کا [[1]] فیصد رکھتی ہے۔ جو بچے اسے [[2]] کہتے ہیں۔ کلائنٹ کام"
            " منظور کرے تو رقم [[3]] ملتی ہے۔",
        },
        "gaps": [
            {"number": "20", "tolerance": "0.5", "mark": 2},
            {"accept": ["net", "خالص*"], "feedback": WHY},
            {
                "choices": [
                    {"en": "after some days", "ur": "کچھ دن بعد"},
                    {"en": "at once", "ur": "فوراً"},
                    {"en": "never", "ur": "کبھی نہیں"},
                ]
            },
        ],
    },
    "word-bank": {
        "kind": "word-bank",
        "text": {"en": "Fill the gaps with these words.", "ur": "یہ الفاظ خالی جگہوں میں رکھیں۔"},
        "passage": {
            "en": "A [[1]] pays a [[2]] through a [[3]].",
            "ur": "[[1]] ایک [[3]] کے ذریعے [[2]] کو پیسے دیتا ہے۔",
        },
        "words": [
            {"en": "client", "ur": "کلائنٹ"},
            {"en": "freelancer", "ur": "فری لانسر"},
            {"en": "market", "ur": "مارکیٹ"},
        ],
        "extra": [{"en": "bank", "ur": "بینک"}],
    },
    "essay": {
        "kind": "essay",
        "text": {"en": "Why are you worth it?", "ur": "آپ اس قیمت کے لائق کیوں ہیں؟"},
        "least": 20,
        "most": 200,
        "sample": {"en": "Because I deliver.", "ur": "کیونکہ میں وقت پر دیتا ہوں۔"},
        "notes": {"en": "Look for a reason.", "ur": "دلیل تلاش کریں۔"},
    },
    "file-answer": {
        "kind": "file-answer",
        "text": {"en": "Hand in your price list.", "ur": "اپنی قیمتوں کی فہرست جمع کروائیں۔"},
        "accept": ["pdf", "xlsx"],
        "most": 2,
    },
    "scenario": {
        "kind": "scenario",
        "text": {
            "en": "A client offers USD 50 for a logo, due tomorrow.",
            "ur": "ایک کلائنٹ کل تک لوگو کے 50 ڈالر دیتا ہے۔",
        },
        "questions": [
            {
                "kind": "true-false",
                "text": {"en": "The fee is part of it.", "ur": "فیس اس میں شامل ہے۔"},
                "answer": True,
            },
            {
                "kind": "calculated",
                "mark": 2,
                "text": {
                    "en": "With a fee of {fee} %, how much is left?",
                    "ur": "{fee} فیصد فیس کے بعد کتنے بچے؟",
                },
                "draw": {"fee": {"from": 10, "to": 20, "step": 10}},
                "answer": "50 * (1 - fee / 100)",
                "unit": {"en": "USD", "ur": "ڈالر"},
            },
            {
                "kind": "matching",
                "text": {"en": "Who says what?", "ur": "کون کیا کہتا ہے؟"},
                "rows": [
                    {
                        "prompt": {"en": "“Can you start?”", "ur": "«کیا آپ شروع کر سکتے ہیں؟»"},
                        "match": {"en": "Client", "ur": "کلائنٹ"},
                    },
                    {
                        "prompt": {"en": "“I have a question.”", "ur": "«میرا ایک سوال ہے۔»"},
                        "match": {"en": "You", "ur": "آپ"},
                    },
                ],
            },
        ],
    },
    "description": {
        "kind": "description",
        "text": {
            "en": "The next questions are about *fees*.",
            "ur": "اگلے سوال *فیس* کے بارے میں ہیں۔",
        },
    },
}

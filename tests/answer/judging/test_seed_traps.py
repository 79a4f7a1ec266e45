"""The traps of the seed articles: wrong claims whose words are all there, and right paraphrases."""

import pytest

from app.answer.judging.claims import judge_claim
from app.answer.judging.sentence_index import SentenceIndex
from app.models import Support
from tests.answer.made import library_of_files
from tests.conftest import SEEDS

WRONG = """
China set tariffs of 145 percent on US products.
The US imposed tariffs of up to 125 percent on Chinese exports.
China answered with tariffs of 125 percent on Chinese products.
China set tariffs of 125 percent on Chinese goods.
The US set tariffs of 125 percent on Chinese products.
The US set tariffs of 125 percent on US products.
China put tariffs of up to 145 percent on US exports.
US products faced Chinese tariffs of up to 145 percent.
China waged a trade war on the United States.
Xi Jinping has waged a trade war on the US since January.
Exactly 20 documents on bilateral cooperation were exchanged.
20 documents were exchanged.
The parade marked 75 years since the Soviet Union defeated Nazi Germany.
Xi named the 75th anniversary of the Great Patriotic War.
Xi and Putin held talks in the Kremlin on 9 May 2025.
Xi and Putin held talks in the Kremlin on Friday.
The talks in the Kremlin took place on Friday, 9 May 2025.
On Friday Xi and Putin held talks in the Kremlin.
The military parade was held on Thursday.
The military parade on Red Square was held on 8 May 2025.
Xi Jinping attended the parade on Thursday, 8 May 2025.
Xi arrived in Russia on Thursday.
Xi arrived in Russia on 8 May 2025.
Xi Jinping arrived in Russia on Friday, 9 May 2025, for a state visit of four days.
Putin arrived in Russia on Wednesday for a state visit of four days.
Putin said that China works with Russia against unilateralism, bullying and power politics.
Vladimir Putin said that deeper relations answer the call for international fairness and justice.
Putin backed multilateralism and denounced unilateral actions.
Putin named five aims for the common work of the two countries.
Xi said that the relations are aimed at no third party.
Xi Jinping said that passing incidents do not affect the relations.
According to Xi, passing incidents do not affect the relations between the two countries.
Xi called the talks "traditionally warm, friendly".
Xi addressed Putin as his "dear friend".
Xi spoke to Putin as his "dear friend".
Putin said that 2025 is the 80th anniversary year of three wartime struggles.
Eighty years ago, Putin said, the peoples of China and Russia won a great victory.
Putin said the Chinese and Russian peoples made immense sacrifices eighty years ago.
Xi said that the meeting significantly advanced the strategic partnership of China and Russia.
Putin said the meeting significantly advanced the strategic partnership.
The meeting of Xi and Putin significantly advanced the strategic partnership of China and Russia.
According to Putin, the more than 20 agreements strengthen cooperation across sectors.
Xi said that cooperation between China and Russia is essential if the global system is to become fairer.
Nazi Germany defeated the Soviet Union in the Second World War.
The parade marked 80 years since Nazi Germany defeated the Soviet Union.
Western sanctions on Beijing over the war in Ukraine had been tightened.
Moscow had tightened its sanctions on Western countries.
Russia imposed sanctions on Western countries over the war in Ukraine.
The three anniversaries are one and the same.
Xi named a single anniversary of one war.
The parade took place one day before the talks.
The talks were held one day after the parade.
Xi arrived two days after the parade.
Putin attended the parade in Beijing.
Chinese troops marched past the platform.
Putin visited China for four days.
Xi called Putin his dear friend.
The talks took place on the day of the parade.
The talks took place two days before the parade.
The state visit lasted three days.
Putin took office in January.
Donald Trump is the President of China.
Xi is the President of Russia.
Russia works with Putin against China.
Russian veterans marched past the platform.
Xi backed unilateral actions.
Xi denounced multilateralism.
Western countries eased sanctions on Moscow.
Xi referred to Putin as his dear friend.
Putin was addressed by Xi as a dear friend.
Xi described the talks as traditionally warm and friendly.
The talks took place on the same day as the parade.
Xi arrived in Russia on the day of the parade.
Xi arrived in Russia three days before the parade.
The talks in the Kremlin lasted four days.
The parade lasted four days.
Xi took office in January.
Vladimir Putin is the President of China.
Donald Trump is the President of Russia.
China works with the United States against unilateralism.
Many other leaders marched past the platform.
Xi opposed multilateralism.
Xi praised unilateral actions.
Western countries lifted sanctions on Moscow.
Western countries loosened their sanctions on Moscow over the war in Ukraine.
"""
RIGHT = """
China set tariffs of 125 percent on US products.
China answered with tariffs of 125 percent on US products.
China responded with tariffs of 125% on products from the United States.
US products face Chinese tariffs of 125 percent.
Trump imposed tariffs of up to 145 percent on Chinese exports.
Donald Trump put tariffs of up to 145 percent on Chinese exports.
Chinese exports face US tariffs of up to 145 percent.
US tariffs on Chinese exports reach up to 145 percent.
US President Donald Trump has waged a trade war on China since January.
More than 20 documents on bilateral cooperation were exchanged.
Over 20 documents on bilateral cooperation were exchanged.
The parade marked 80 years since the Soviet Union defeated Nazi Germany.
The parade marked the victory of the Soviet Union over Nazi Germany 80 years ago.
Nazi Germany was defeated by the Soviet Union in the Second World War.
Xi and Putin held talks in the Kremlin on 8 May 2025.
Xi and Putin held talks in the Kremlin on Thursday, 8 May.
On 8 May 2025 Xi and Putin held talks in the Kremlin.
Putin and Xi held talks in the Kremlin on Thursday.
The parade on Red Square was held on 9 May 2025.
On Friday Xi attended the military parade on Red Square.
Xi Jinping attended the military parade in Moscow on May 9, 2025.
Xi arrived in Russia on 7 May 2025.
Xi arrived in Russia on Wednesday for a four-day state visit.
The parade came one day after the talks.
The talks were held one day before the parade.
Putin said that the relations are aimed at no third party.
Putin said that passing incidents do not affect the relations between the two countries.
According to Putin, passing incidents do not affect the relations.
Vladimir Putin called the talks "traditionally warm, friendly".
The talks were called "traditionally warm, friendly" by Putin.
Putin addressed Xi as his "dear friend".
Xi said that China works with Russia against unilateralism, bullying and power politics.
China works with Russia against unilateralism, bullying and power politics, Xi said.
According to Xi, China works with Russia against unilateralism, bullying and power politics.
Xi backed multilateralism and denounced unilateral actions.
Xi Jinping said that deeper relations answer the call for international fairness and justice.
Eighty years ago, Xi said, the Chinese and Russian peoples won a great victory.
Xi said that the peoples of China and Russia won a great victory eighty years ago.
Xi said that 2025 is the 80th anniversary year of three wartime struggles.
Xi and Putin signed a joint statement on further deepening their partnership.
Putin and Xi signed a joint statement.
A joint statement was signed by Xi and Putin.
Putin stood next to Xi on a covered platform beside Lenin's mausoleum.
Xi stood next to Putin on a covered platform.
Russian troops marched past a covered platform.
Western countries had tightened their sanctions on Moscow over the war in Ukraine.
Sanctions on Moscow had been tightened by Western countries.
The commentary says that the meeting significantly advanced the strategic partnership of China and Russia.
In the view of the commentary, the meeting of Xi and Putin significantly advanced the strategic partnership.
Xi named five aims for the common work of the two countries.
Putin called Xi his dear friend.
Xi was addressed by Putin as his "dear friend".
The talks took place the day before the parade.
The talks took place one day before the parade.
Xi arrived in Russia two days before the parade.
The state visit lasted four days.
Trump took office in January.
Xi Jinping is the President of China.
Donald Trump is the President of the US.
Xi said that China works with Russia against power politics.
Russian veterans were on the platform with Xi and Putin.
Xi denounced unilateral actions.
Western countries tightened sanctions on Moscow.
Western countries made their sanctions on Moscow tighter.
"""


@pytest.fixture(scope="module")
def seeds() -> SentenceIndex:
    return SentenceIndex.of(library_of_files(SEEDS))


@pytest.mark.parametrize("claim", WRONG.strip().splitlines())
def test_a_wrong_claim_is_refused(seeds: SentenceIndex, claim: str) -> None:
    judgement, evidence = judge_claim(claim, seeds)
    assert judgement.support is not Support.SUPPORTED
    assert evidence


@pytest.mark.parametrize("claim", RIGHT.strip().splitlines())
def test_a_right_paraphrase_is_supported(seeds: SentenceIndex, claim: str) -> None:
    judgement, _ = judge_claim(claim, seeds)
    assert (judgement.support, judgement.failed_checks) == (Support.SUPPORTED, ())

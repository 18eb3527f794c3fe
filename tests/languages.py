# ruff: noqa: E501 (a sentence is a line)
"""Sentences of the same news in many languages, made up for tests of telling them apart."""

from __future__ import annotations

ENGLISH = (
    "The mayor said on Tuesday that the bridge would be closed for three weeks while engineers look at the damage.",
    "Rovers beat Wanderers 3-1 away from home, and their coach was not surprised by what he saw.",
    "Shares fell sharply. Analysts blamed the rain.",
    "“We have never had such a winter,” said Ada Brook, who has run the harbour since 1998.",
    "Ronaldo, Messi, Modrić, Kanté, Lewandowski and Müller are on the list; Mbappé, Neymar and Özil are not.",
    "Police in Düsseldorf arrested two men after a car chase through the Königsallee, the Rheinische Post reported.",
    "Heavy snow shuts three schools",
)
OTHERS = {
    "de": (
        "Der Bürgermeister sagte am Dienstag, dass die Brücke drei Wochen lang geschlossen bleibt, weil Fachleute den"
        " Schaden prüfen.",
        "„Einen solchen Winter hatten wir noch nie“, sagte die Hafenmeisterin, die das Amt seit 1998 hat.",
    ),
    "fr": (
        "Le maire a déclaré mardi que le pont resterait fermé pendant trois semaines, le temps que les experts"
        " examinent les dégâts.",
        "« Nous n'avons jamais connu un tel hiver », a dit la responsable du port, qui est en poste depuis 1998.",
    ),
    "es": (
        "El alcalde dijo el martes que el puente estará cerrado durante tres semanas mientras los expertos estudian los"
        " daños.",
        "«Nunca hemos tenido un invierno así», dijo la jefa del puerto, que está en el cargo desde 1998.",
    ),
    "it": (
        "Il sindaco ha detto martedì che il ponte resterà chiuso per tre settimane mentre gli esperti esaminano i"
        " danni.",
        "«Non abbiamo mai avuto un inverno così», ha detto la direttrice del porto, che è in carica dal 1998.",
    ),
    "pt": (
        "O presidente da câmara disse na terça-feira que a ponte ficará fechada durante três semanas enquanto os"
        " peritos avaliam os danos.",
        "“Nunca tivemos um inverno assim”, disse a chefe do porto, que não saiu do cargo desde 1998.",
    ),
    "nl": (
        "De burgemeester zei dinsdag dat de brug drie weken dicht blijft omdat deskundigen de schade moeten onderzoeken.",
        "‘Zo'n winter hebben we nog nooit gehad’, zei de havenmeester, die het ambt sinds 1998 heeft.",
    ),
    "sv": (
        "Borgmästaren sade på tisdagen att bron ska vara stängd i tre veckor medan experterna undersöker skadorna.",
        "”Vi har aldrig haft en sådan vinter”, sade hamnchefen, som har varit på sin post sedan 1998.",
    ),
    "da": (
        "Borgmesteren sagde tirsdag, at broen bliver lukket i tre uger, mens eksperterne ser på skaderne.",
        "»Vi har aldrig haft sådan en vinter,« sagde havnechefen, som har haft posten siden 1998, og hun blev ikke gladere af det.",
    ),
    "pl": (
        "Burmistrz powiedział we wtorek, że most będzie zamknięty przez trzy tygodnie, ponieważ eksperci badają szkody.",
        "„Nigdy nie mieliśmy takiej zimy”, powiedziała kierowniczka portu, która jest na stanowisku od 1998 roku.",
    ),
    "fi": (
        "Pormestari sanoi tiistaina, että silta on suljettuna kolme viikkoa, koska asiantuntijat tutkivat vaurioita.",
        "”Meillä ei ole koskaan ollut tällaista talvea”, sanoi satamapäällikkö, joka on ollut virassa vuodesta 1998.",
    ),
    "tr": (
        "Belediye başkanı salı günü köprünün üç hafta boyunca kapalı olacağını ve uzmanların hasarı inceleyeceğini söyledi.",
        "“Hiç böyle bir kış görmedik” diyen liman müdürü, 1998 yılından beri bu görevde olduğunu ve çok şey gördüğünü anlattı.",
    ),
    "ru": (
        "Мэр сказал во вторник, что мост будет закрыт на три недели, пока специалисты изучают повреждения.",
        "«Такой зимы у нас ещё не было», — сказала начальница порта, которая работает с 1998 года.",
    ),
    "el": ("Ο δήμαρχος είπε την Τρίτη ότι η γέφυρα θα μείνει κλειστή για τρεις εβδομάδες.",),
    "ar": ("قال رئيس البلدية يوم الثلاثاء إن الجسر سيغلق لمدة ثلاثة أسابيع حتى يفحص الخبراء الأضرار.",),
    "he": ("ראש העיר אמר ביום שלישי כי הגשר ייסגר לשלושה שבועות כדי שמומחים יבדקו את הנזק.",),
    "zh": ("市长星期二说，大桥将关闭三个星期，专家们要检查损坏的情况。",),
    "ja": ("市長は火曜日、専門家が損傷を調べるため、橋を三週間閉鎖すると述べた。",),
    "ko": ("시장은 화요일 전문가들이 피해를 조사하는 동안 다리가 3주 동안 폐쇄될 것이라고 말했다.",),
    "hi": ("मेयर ने मंगलवार को कहा कि पुल तीन सप्ताह तक बंद रहेगा ताकि विशेषज्ञ नुकसान की जांच कर सकें।",),
    "th": ("นายกเทศมนตรีกล่าวเมื่อวันอังคารว่าสะพานจะปิดเป็นเวลาสามสัปดาห์",),
}

"""Names that are common words too, in German and English, and words by which houses and not people are called.

Folded as texts are. A name in the first list is replaced alone only behind a form of address.
"""

from __future__ import annotations

_COMMON = """
    abend aber able about acker after again alle allem allen aller alles alpha also always andere anderen
    anfrage angebot angel angst anker another antwort anybody april auch auftrag august autumn bach back baker
    ball band bank bauer baum beach bear because been beer before beide beim being bereits berg best bett
    between bier bild bill bird bishop bitte black blank blatt blau blum blume boden bond book boss both brand
    braun breit brett brief brot brown bruch brunnen buch burg butter called came cannot carter case chance
    chapel charity chase church clay clear clerk clever close coach come cook corn could court cross curry
    customer dabei dach dafur damit damm danach dank danke dann darauf daraus darf dass dawn deal dean deer dein
    deine demo denn deren dessen dienstag diese diesem diesen dieser dieses doch does done donnerstag dorf dorn
    dort down drake draw drei druck drucker dunkel durch each eagle east eben ecke eigen eine einem einen einer
    eines einfach email endlich engel erde ernst etwas euch eure even ever every ewig example fair faith fall
    falls fast faust fehler fein feld fenster fest feuer field find finger first flach fleck flower flug fluss
    ford forest found frage fragen frau free freeman frei freitag friday frisch from frost fruh fruhling fuchs
    gans ganz garner garten gave gegen gehen geist genau gerecht gering gern gerne gestern gibt gift given glas
    glaser glass glauben going gold golden good grab grace grant gras grau gray great green grey gross groß grun
    grund habe haben hall halle hallo hals hammer hand hard hart harte hatte hatten haupt haus heide heil heim
    hello help here herr herz heute hier high hilfe hill hinter hoch hold holz home hope hose house hund hunt
    ihnen ihre ihrem ihren ihrer immer info into invoice iron jahr jede jeder jedes jemand jetzt juli jung junge
    junger juni just justice kaiser kalt kann keep kein keine keller kette kind kindly king kirche klar klein
    kluge know kohle konig konnen kopf korn kosten kraft kreis kreuz krieg krone kuhl kuhn kunde kunden kunst
    kurz lake land lane lang lange lassen last later least left lehrer leicht less letzte licht lieb liebe like
    line link list little loch long look love lowe luck lust machen macht made mail make manche mann many mark
    market mauer maurer maus maybe mehl mehr mein meine meinem meinen meiner meister mensch mercy message messer
    mich might mild mill mittwoch moglich monat mond monday montag moon more morgen morning most much mund munt
    musik muss must mutter nach nachricht nachste nacht name neben need nein never next nice nicht nichts night
    noble noch norm north nothing number nummer oder offer ohne olive only opal open order oster other over page
    painter palm papst park parker parsons part past peace pearl pech penny people pepper person pfeffer pferd
    phone pilz place platz please point pool poor pope post price priest prime prince prinz problem prose pure
    quell question quite rain rang raum rausch ready really rechnung recht reed reese regen reich reif rein reis
    reise reiter reply rest rice rich richtig rider right ring river rock roman rose rosen ruhe rush russ sack
    said salt salz same samstag sand saturday sauer schaf schall schenk schmal schnee schnell schon schrank
    schuh schutz schutze schwarz schwarze seal seele seem segel sehr sein seine seinem seinen seiner seit seite
    selbst send sent several shall sharp shepherd short should sich silber silver simple since sind singh small
    smart smoke sofort soll sollen some something sommer sondern sonne sonntag sonst soon south specht spiegel
    spring sprung stamm star stark staub stein still stock stoll stone storm strich strom stuck sturm such
    summer sunday support sure suss sweet system take tank teich telefon tell temple termin test thank that
    their them then there these they thing think this those through thursday ticket tief tiger time tisch today
    together tomorrow topf trost tuesday uber under unger union unser unsere unter until update upon urban used
    user very viel viele vielen vielleicht vier vorher wahl wahr wald wall wand wann want ward warm warner warum
    water watt wednesday week weil wein weise weiss weiter weiß welche well welt wenig wenn went werden were
    west wetter what when where which while white wieder wild will winkel winter wird wise wissen with without
    wohl wolke wollen wood woods word worden work wort would write wurde wurden year yesterday your zahn zeit
    zimmer zink zucker zwar zwei zweig zwischen
"""
COMMON = frozenset(_COMMON.split())

_OF_A_HOUSE = """
    abteilung accounting accounts admin administrator ag agentur bestellung billing bot buchhaltung buro bv bvba
    client company contact corp customer customers daemon demo desk dienst ebay einkauf empfang ev finance firma
    foundation gbr gesellschaft gmbh group gruppe helpdesk hilfe hotline hr inc info it kanzlei kasse kg kontakt
    kunde kunden kundendienst kundenservice limited llc lohn ltd mail mailer management marketing monitoring
    newsletter noreply notification office ohg online order personal plc post postmaster praxis presse
    produktion reception root rechnung sa sarl sales se secretary sekretariat service services shop software spa
    srl stiftung support system systems team technik test ug user verein versand vertrieb verwaltung webmaster
    werkstatt zentrale
"""
OF_A_HOUSE = frozenset(_OF_A_HOUSE.split())

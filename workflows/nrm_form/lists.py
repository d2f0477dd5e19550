"""Code lists of the form: nationalities, police forces, counties and regions."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

UNKNOWN = "Unknown"


def _coded(names: str) -> Iterator[tuple[str, str]]:
    for name in names.replace("\n", "").split(";"):
        label = name.strip()
        plain = label.lower().replace("&", "and").replace("-", " ")
        yield "_".join("".join(c for c in plain if c.isalnum() or c == " ").split()), label


# ISO 3166-1 alpha-2 codes, as the HTCDS has them, each with the word for its nationals.
_NATIONALS = """
af Afghan;al Albanian;dz Algerian;ad Andorran;ao Angolan;ag Antiguan or Barbudan;ar Argentine;
am Armenian;au Australian;at Austrian;az Azerbaijani;bs Bahamian;bh Bahraini;bd Bangladeshi;
bb Barbadian;by Belarusian;be Belgian;bz Belizean;bj Beninese;bt Bhutanese;bo Bolivian;
ba Bosnian or Herzegovinian;bw Botswanan;br Brazilian;gb British;bn Bruneian;bg Bulgarian;
bf Burkinabe;mm Burmese;bi Burundian;kh Cambodian;cm Cameroonian;ca Canadian;cv Cape Verdean;
cf Central African;td Chadian;cl Chilean;cn Chinese;co Colombian;km Comorian;cg Congolese;
cd Congolese (Democratic Republic);cr Costa Rican;hr Croatian;cu Cuban;cy Cypriot;cz Czech;
dk Danish;dj Djiboutian;dm Dominican (Dominica);do Dominican (Republic);nl Dutch;tl East Timorese;
ec Ecuadorean;eg Egyptian;ae Emirati;gq Equatorial Guinean;er Eritrean;ee Estonian;sz Swazi;
et Ethiopian;fj Fijian;ph Filipino;fi Finnish;fr French;ga Gabonese;gm Gambian;ge Georgian;
de German;gh Ghanaian;gr Greek;gd Grenadian;gt Guatemalan;gn Guinean;gw Guinea-Bissauan;
gy Guyanese;ht Haitian;hn Honduran;hk Hong Konger;hu Hungarian;is Icelandic;in Indian;
id Indonesian;ir Iranian;iq Iraqi;ie Irish;il Israeli;it Italian;ci Ivorian;jm Jamaican;
jp Japanese;jo Jordanian;kz Kazakh;ke Kenyan;ki Kiribati;xk Kosovan;kw Kuwaiti;kg Kyrgyz;la Lao;
lv Latvian;lb Lebanese;lr Liberian;ly Libyan;li Liechtenstein;lt Lithuanian;lu Luxembourger;
mk Macedonian;mg Malagasy;mw Malawian;my Malaysian;mv Maldivian;ml Malian;mt Maltese;
mh Marshallese;mr Mauritanian;mu Mauritian;mx Mexican;fm Micronesian;md Moldovan;mc Monegasque;
mn Mongolian;me Montenegrin;ma Moroccan;ls Mosotho;mz Mozambican;na Namibian;nr Nauruan;
np Nepalese;nz New Zealander;ni Nicaraguan;ng Nigerian;ne Nigerien;kp North Korean;no Norwegian;
om Omani;pk Pakistani;pw Palauan;ps Palestinian;pa Panamanian;pg Papua New Guinean;py Paraguayan;
pe Peruvian;pl Polish;pt Portuguese;qa Qatari;ro Romanian;ru Russian;rw Rwandan;sv Salvadorean;
sm Sammarinese;ws Samoan;st Sao Tomean;sa Saudi;sn Senegalese;rs Serbian;sc Seychellois;
sl Sierra Leonean;sg Singaporean;sk Slovak;si Slovenian;sb Solomon Islander;so Somali;
za South African;kr South Korean;ss South Sudanese;es Spanish;lk Sri Lankan;
kn Kittitian or Nevisian;lc St Lucian;vc Vincentian;sd Sudanese;sr Surinamese;se Swedish;ch Swiss;
sy Syrian;tw Taiwanese;tj Tajik;tz Tanzanian;th Thai;tg Togolese;to Tongan;
tt Trinidadian or Tobagonian;tn Tunisian;tr Turkish;tm Turkmen;tv Tuvaluan;ug Ugandan;
ua Ukrainian;us American;uy Uruguayan;uz Uzbek;vu Vanuatuan;va Vatican;ve Venezuelan;
vn Vietnamese;ye Yemeni;zm Zambian;zw Zimbabwean
"""


def _nationals() -> Iterator[tuple[str, str]]:
    """Code and name; they are listed by what is read, not by the country it is of."""
    for pair in _NATIONALS.replace("\n", "").split(";"):
        code, _, name = pair.strip().partition(" ")
        yield code, name


NATIONALITIES: Mapping[str, str] = MappingProxyType({
    "unknown": UNKNOWN,
    **dict(sorted(_nationals(), key=lambda pair: pair[1])),
    "stateless": "Stateless",
})  # fmt: skip

FORCES = MappingProxyType(dict(_coded("""
West Midlands Police;Avon and Somerset Police;Bedfordshire Police;British Transport Police;
Cambridgeshire Constabulary;Cheshire Constabulary;City of London Police;Cleveland Police;
Cumbria Constabulary;Derbyshire Constabulary;Devon and Cornwall Police;Dorset Police;
Durham Constabulary;Dyfed-Powys Police;Essex Police;Gloucestershire Constabulary;
Greater Manchester Police;Gwent Police;Hampshire Constabulary;Hertfordshire Constabulary;
Humberside Police;Kent Police;Lancashire Constabulary;Leicestershire Police;Lincolnshire Police;
Merseyside Police;Metropolitan Police;Norfolk Constabulary;North Wales Police;
North Yorkshire Police;Northamptonshire Police;Northumbria Police;Nottinghamshire Police;
Police Scotland;Police Service of Northern Ireland;South Wales Police;South Yorkshire Police;
Staffordshire Police;Suffolk Constabulary;Surrey Police;Sussex Police;Thames Valley Police;
Warwickshire Police;West Mercia Police;West Yorkshire Police;Wiltshire Police
""")))  # fmt: skip

REGIONS = MappingProxyType({"unknown": UNKNOWN} | dict(_coded("""
West Midlands;Aberdeenshire;Angus;Argyll and Bute;Ayrshire and Arran;Banffshire;Bedfordshire;
Berkshire;Berwickshire;Bristol;Buckinghamshire;Caithness;Cambridgeshire;Cheshire;
City of Aberdeen;City of Dundee;City of Edinburgh;City of Glasgow;Clackmannan;Clwyd;Cornwall;
County Antrim;County Armagh;County Down;County Fermanagh;County Londonderry;County Tyrone;Cumbria;
Derbyshire;Devon;Dorset;Dumfries;Dunbartonshire;Durham;Dyfed;East Lothian;
East Riding of Yorkshire;East Sussex;Essex;Fife;Gloucestershire;Greater London;
Greater Manchester;Gwent;Gwynedd;Hampshire;Herefordshire;Hertfordshire;Inverness;Isle of Man;
Isle of Wight;Kent;Kincardineshire;Lanarkshire;Lancashire;Leicestershire;Lincolnshire;
Merseyside;Mid Glamorgan;Midlothian;Moray;Nairn;Norfolk;North Yorkshire;Northamptonshire;
Northumberland;Nottinghamshire;Orkney;Oxfordshire;Perth and Kinross;Powys;Renfrewshire;
Ross and Cromarty;Roxburgh, Ettrick and Lauderdale;Rutland;Shetland;Shropshire;Somerset;
South Glamorgan;South Yorkshire;Staffordshire;Stirling and Falkirk;Suffolk;Surrey;Sutherland;
The Stewartry of Kirkcudbright;Tweeddale;Tyne and Wear;Warwickshire;West Glamorgan;West Lothian;
West Sussex;West Yorkshire;Western Isles;Wigtown;Wiltshire;Worcestershire
""")))  # fmt: skip

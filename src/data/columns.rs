//! The names that columns have in the data sets people use.

/// Names as [`normalize_name`] gives them, in the order of preference: first those that say that they are ids, then
/// words that [`strip_id`] leaves, in English and other languages.
pub(crate) const USER: &[&str] = &[
    "userid", "user", "uid", "reviewerid", "visitorid", "customerid", "username", "steamid", "authorsteamid",
    "reviewer", "visitor", "customer", "member", "account", "listener", "reader", "viewer", "player", "usr", "profile",
    "reviewername", "author",
    // Chinese, Japanese, Korean.
    "用户", "用户名", "用戶", "使用者", "会员", "會員", "客户", "客戶", "顾客", "买家", "读者", "观众",
    "ユーザー", "ユーザ", "利用者", "会員", "顧客", "사용자", "유저", "회원", "고객",
    // Spanish, Portuguese, Italian, French, German, Dutch, Polish.
    "usuario", "usuaria", "cliente", "usuário", "utilizador", "utente", "utilisateur", "utilisatrice", "client",
    "nutzer", "benutzer", "kunde", "gebruiker", "klant", "użytkownik", "klient",
    // Russian, Ukrainian, Turkish, Arabic, Persian, Hindi, Bengali, Indonesian, Vietnamese, Thai.
    "пользователь", "клиент", "користувач", "kullanıcı", "kullanici", "müşteri", "المستخدم", "مستخدم", "کاربر",
    "उपयोगकर्ता", "यूज़र", "यूजर", "ব্যবহারকারী", "pengguna", "pelanggan", "ngườidùng", "nguoidung", "kháchhàng", "ผู้ใช้",
];
pub(crate) const ITEM: &[&str] = &[
    "itemid", "item", "movieid", "songid", "trackid", "artistid", "gameid", "bookid", "isbn", "parentasin", "asin",
    "productid", "animeid", "recipeid", "businessid", "venueid", "articleid", "videoid", "showid", "filmid", "albumid",
    "podcastid", "restaurantid", "placeid", "newsid", "jokeid", "appid", "gmapid", "locationid", "contentid", "sku",
    "movie", "film", "book", "song", "track", "artist", "game", "product", "anime", "recipe", "business", "venue",
    "article", "video", "show", "album", "podcast", "restaurant", "place", "news", "joke", "app", "location",
    "content", "course", "hotel", "story", "series", "beer",
    // Chinese, Japanese, Korean.
    "物品", "商品", "项目", "項目", "产品", "產品", "电影", "電影", "影片", "图书", "图书编号", "书籍", "书", "歌曲", "音乐",
    "游戏", "作品", "アイテム", "映画", "製品", "本", "曲", "아이템", "상품", "영화", "제품", "책", "노래", "게임",
    // Spanish, Portuguese, Italian, French, German, Dutch, Polish.
    "artículo", "articulo", "producto", "película", "pelicula", "libro", "canción", "elemento", "ítem", "produto",
    "filme", "livro", "música", "artigo", "articolo", "prodotto", "oggetto", "produit", "livre", "objet", "élément",
    "chanson", "jeu", "artikel", "produkt", "buch", "lied", "spiel", "gegenstand", "boek", "książka", "przedmiot",
    // Russian, Ukrainian, Turkish, Arabic, Persian, Hindi, Bengali, Indonesian, Vietnamese, Thai.
    "товар", "предмет", "фильм", "книга", "продукт", "элемент", "объект", "песня", "фільм", "ürün", "öğe", "kitap",
    "المنتج", "منتج", "العنصر", "عنصر", "فيلم", "كتاب", "کالا", "محصول", "आइटम", "वस्तु", "फ़िल्म", "फिल्म", "उत्पाद", "পণ্য",
    "barang", "produk", "sảnphẩm", "sanpham", "mục", "phim", "สินค้า", "รายการ",
];
/// The item's column in tables of items, tags and models: there, `id` is the item's, and words may be titles.
pub(crate) const ITEM_ID: &[&str] = &[
    "itemid", "item", "movieid", "songid", "trackid", "artistid", "gameid", "bookid", "isbn", "parentasin", "asin",
    "productid", "id",
];

pub(crate) const RATING: &[&str] = &[
    "rating", "score", "bookrating", "overall", "stars", "playcount", "weight", "ratings", "star", "rate", "grade",
    "starrating", "userrating", "reviewscore", "reviewrating", "vote", "voted", "voteup", "thumbs", "thumb", "liked",
    "like", "isliked", "recommended", "isrecommended", "preference", "feedback", "plays", "count", "counts", "listens",
    "listencount", "views", "viewcount", "hours", "hoursplayed", "playtime", "minutes", "frequency", "freq",
    "quantity", "qty", "clicks", "visits", "value",
    // Chinese, Japanese, Korean.
    "评分", "評分", "打分", "得分", "分数", "分數", "评价", "星级", "播放次数", "播放量", "次数", "喜欢", "評価", "スコア", "点数",
    "再生回数", "평점", "별점", "점수", "평가",
    // Spanish, Portuguese, Italian, French, German, Dutch, Polish.
    "calificación", "calificacion", "puntuación", "puntuacion", "valoración", "valoracion", "puntaje", "avaliação",
    "avaliacao", "nota", "classificação", "pontuação", "valutazione", "voto", "punteggio", "note", "évaluation",
    "evaluation", "notation", "étoiles", "bewertung", "sterne", "wertung", "punkte", "beoordeling", "waardering",
    "ocena",
    // Russian, Ukrainian, Turkish, Arabic, Persian, Hindi, Bengali, Indonesian, Vietnamese, Thai.
    "оценка", "рейтинг", "балл", "оцінка", "puan", "oy", "değerlendirme", "التقييم", "تقييم", "امتیاز", "रेटिंग",
    "मूल्यांकन", "রেটিং", "peringkat", "penilaian", "nilai", "đánhgiá", "danhgia", "điểm", "คะแนน",
];
pub(crate) const TIMESTAMP: &[&str] = &[
    "timestamp", "unixreviewtime", "time", "date", "ts", "datetime", "unixtime", "createdat", "created", "createdon",
    "createtime", "ratedat", "watchedat", "listenedat", "playedat", "viewedat", "updatedat", "updated", "eventtime",
    "reviewtime", "reviewdate", "ratingdate", "ratingtime", "timestampcreated", "when", "at", "tstamp", "day",
    "eventdate", "utctime", "interactiontime", "interactiondate", "purchasedate", "orderdate",
    // Chinese, Japanese, Korean.
    "时间", "時間", "时间戳", "時間戳", "日期", "评分时间", "创建时间", "日時", "日付", "時刻", "タイムスタンプ", "시간", "날짜",
    "일시", "타임스탬프",
    // Spanish, Portuguese, Italian, French, German, Dutch, Polish.
    "fecha", "hora", "tiempo", "marcadetiempo", "data", "datahora", "tempo", "ora", "heure", "horodatage", "temps",
    "zeit", "datum", "zeitstempel", "zeitpunkt", "uhrzeit", "tijd", "tijdstip", "czas",
    // Russian, Ukrainian, Turkish, Arabic, Persian, Hindi, Bengali, Indonesian, Vietnamese, Thai.
    "время", "дата", "час", "zaman", "tarih", "الوقت", "وقت", "التاريخ", "تاريخ", "زمان", "समय", "तारीख", "दिनांक", "সময়",
    "তারিখ", "waktu", "tanggal", "thờigian", "thoigian", "ngày", "เวลา", "วันที่",
];
pub(crate) const TITLE: &[&str] = &[
    "title", "name", "booktitle", "movietitle", "originaltitle", "itemname", "productname", "gamename", "songname",
    "trackname", "moviename", "primarytitle", "标题", "名称", "片名", "书名", "名字", "電影名稱", "タイトル", "제목", "título",
    "titulo", "titre", "titel", "titolo", "tytuł", "название", "назва", "başlık", "العنوان", "عنوان", "शीर्षक", "judul",
    "tiêuđề",
];
pub(crate) const YEAR: &[&str] = &[
    "year", "yearofpublication", "releaseyear", "startyear", "releasedate", "publicationdate", "published", "年份",
    "年", "上映年份", "año", "ano", "année", "jahr", "anno", "год", "yıl", "tahun", "연도",
];
pub(crate) const GENRES: &[&str] = &[
    "genres", "genre", "genrenames", "genrelist", "tags", "class", "category", "categories", "类型", "类别", "分类", "標籤",
    "ジャンル", "장르", "género", "genero", "gênero", "genere", "gatunek", "жанр", "жанры", "tür", "النوع", "शैली",
];
/// All of these are read as texts, except the one that holds the genres.
pub(crate) const TEXTS: &[&str] =
    &["tags", "keywords", "description", "overview", "plot", "summary", "synopsis", "tagline"];
pub(crate) const TAG: &[&str] = &["tag", "tags", "keyword", "keywords"];

/// The liked item, its neighbour, and the weight from the one to the other.
pub(crate) const SOURCE: &[&str] = &["source", "sourceid"];
pub(crate) const NEIGHBOUR: &[&str] =
    &["neighbour", "neighbor", "neighbourid", "neighborid", "target", "targetid", "otheritem", "other", "otherid"];
pub(crate) const WEIGHT: &[&str] = &["weight", "similarity", "score", "value"];
/// Lists of an item's factors; Spark's column is `features`.
pub(crate) const FACTORS: &[&str] = &["features", "factors", "itemfactors", "embedding", "vector"];

/// The columns of a table of ratings without a header, as in MovieLens' `u.data` and `ratings.dat`.
pub(crate) const RATINGS_COLUMNS: &[&str] = &["user", "item", "rating", "timestamp"];
/// The columns of a table of items without a header, as in MovieLens' `movies.dat`.
pub(crate) const ITEMS_COLUMNS: &[&str] = &["item", "title", "genres"];
/// The columns of a table of neighbours without a header.
pub(crate) const NEIGHBOURS_COLUMNS: &[&str] = &["item", "neighbour", "weight"];

/// The types that [RecBole](https://recbole.io/docs/user_guide/data/atomic_files.html) appends to column names.
const RECBOLE_TYPES: &[&str] = &[":token", ":token_seq", ":float", ":float_seq"];
/// RecBole's type of cells that hold several words.
pub(crate) const RECBOLE_WORDS: &str = ":token_seq";

/// Whether a column's name ends in one of RecBole's types.
pub(crate) fn has_recbole_type(header: &str) -> bool {
    RECBOLE_TYPES.iter().any(|kind| header.ends_with(kind))
}

/// Other columns that tables are known by: those of folds, and of flags.
pub(crate) const OTHERS: &[&str] = &["fold", "part", "split", "gender", "age", "index", "rowid", "rownumber"];

/// Whether a name is one that some table's column has, so that a row with it is a header.
pub(crate) fn is_known(name: &str) -> bool {
    let name = normalize_name(name);
    let lists = [
        USER, ITEM, RATING, TIMESTAMP, TITLE, YEAR, GENRES, TEXTS, TAG, SOURCE, NEIGHBOUR, WEIGHT, FACTORS, OTHERS,
    ];
    !name.is_empty() && lists.iter().any(|list| list.contains(&name.as_str()) || list.contains(&strip_id(&name)))
}

/// A normalised name without the word for id before or after it: `movie` for `movieid`, 用户 for 用户编号.
pub(crate) fn strip_id(name: &str) -> &str {
    const IDS: &[&str] = &["id", "编号", "編號", "番号", "번호", "아이디", "código", "codigo", "code", "nummer", "number", "nr", "no", "key"];
    IDS.iter()
        .find_map(|id| name.strip_suffix(id).or_else(|| name.strip_prefix(id)))
        .filter(|rest| !rest.is_empty())
        .unwrap_or(name)
}

/// A column's name without case, spaces, `_`, `-` and RecBole's type, which differ from table to table.
pub(crate) fn normalize_name(name: &str) -> String {
    let name = RECBOLE_TYPES.iter().find_map(|kind| name.strip_suffix(kind)).unwrap_or(name);
    name.trim_matches(['"', '\'', '#', '[', ']', '`'])
        .chars()
        .filter(|letter| !matches!(letter, '_' | '-' | ' ' | '.' | '\u{feff}'))
        .flat_map(char::to_lowercase)
        .collect()
}
